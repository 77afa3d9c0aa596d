"""Registering people: what is refused, what is numbered, what falls due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from mhapp.db import finish, session
from mhapp.domain.errors import RuleBroken
from mhapp.domain.identity_number import make_identity_number
from mhapp.domain.paper_decision import PaperDecision
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.registration import NewPerson
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.models import (
    AuditEvent,
    CareAssignment,
    Due,
    Guardian,
    LevelDecision,
    ListEntry,
    Patient,
    Responsibility,
)
from mhapp.services.known_people import Registration
from mhapp.services.paper_decisions import record_paper_decision
from mhapp.services.patient_status import write_status
from mhapp.services.registrations import register_many, register_person
from mhapp.services.visit_dues import renew_visit_due
from tests.factories.counties import AtWork, a_village_at_work
from tests.factories.patients import a_patient
from tests.factories.people import a_viewer, viewer_of
from tests.factories.units import a_township, a_village

NOW = datetime(2026, 7, 14, 2, 0, tzinfo=UTC)
TODAY = date(2026, 7, 14)
BORN = date(1980, 5, 6)


def number(order: int) -> str:
    return make_identity_number("500199", BORN, order)


def somebody(**changes: Any) -> NewPerson:
    facts = NewPerson(name="陈小满", confirmed_on=TODAY, identity_number=number(11), diagnosis_code="F20")
    return replace(facts, **changes)


@pytest.fixture
def place(database: Engine) -> AtWork:
    return a_village_at_work()


def open_dues(patient_id: int) -> dict[str, date]:
    found = session.query(Due).filter_by(patient_id=patient_id).filter(Due.closed_at.is_(None))
    return {due.kind: due.due_on for due in found}


def test_sex_and_birth_date_come_from_the_number(place: AtWork) -> None:
    patient = register_person(somebody(), village=place.village, by=viewer_of(place.cadre), at=NOW)
    assert (patient.sex, patient.birth_date) == ("1", BORN)
    assert patient.management_number == f"{place.village.code}260001"
    assert open_dues(patient.id) == {
        "visit": date(2026, 8, 13),
        "first_determination": date(2026, 8, 13),
        "list_entry": date(2026, 7, 21),
    }
    assert session.query(CareAssignment).filter_by(patient_id=patient.id).one().account_id == place.cadre.id


def test_numbers_run_without_gaps_and_a_paper_number_takes_none(place: AtWork) -> None:
    by = viewer_of(place.cadre)
    facts = [
        somebody(),
        somebody(name="李丁", identity_number=number(13), management_number="旧-017"),
        somebody(name="王乙", identity_number=number(15)),
    ]
    people = register_many([Registration(one, place.village) for one in facts], by=by, at=NOW)
    assert [one.management_number for one in people] == [
        f"{place.village.code}260001", "旧-017", f"{place.village.code}260002",
    ]  # fmt: skip


def test_a_number_known_in_the_county_is_refused_with_the_unit_alone(place: AtWork) -> None:
    neighbour = a_village(place.township, "槐树村")
    a_patient(neighbour, name="欧阳晓禾", identity_number=number(11))
    with pytest.raises(RuleBroken) as refused:
        register_person(somebody(), village=place.village, by=viewer_of(place.cadre), at=NOW)
    assert str(refused.value) == "这个身份证号码已经登记在石盘镇槐树村，联系电话023-00000000"
    assert refused.value.field == "identity_number"


def test_a_namesake_without_number_is_explained_or_refused(place: AtWork) -> None:
    by = viewer_of(place.cadre)
    without = somebody(identity_number=None, no_identity_reason="流浪救助", birth_date=BORN, sex="1")
    register_person(without, village=place.village, by=by, at=NOW)
    with pytest.raises(RuleBroken) as refused:
        register_person(without, village=place.village, by=by, at=NOW)
    assert refused.value.field == "not_the_same"
    other = replace(without, not_the_same="指纹比对不是同一人")
    assert register_person(other, village=place.village, by=by, at=NOW).id


def test_two_with_their_own_numbers_may_share_name_and_birthday(place: AtWork) -> None:
    by = viewer_of(place.cadre)
    register_person(somebody(), village=place.village, by=by, at=NOW)
    twin = register_person(somebody(identity_number=number(13)), village=place.village, by=by, at=NOW)
    assert twin.name == "陈小满"


def test_a_household_registered_in_another_village_has_both_responsibilities(place: AtWork) -> None:
    home = a_village(place.township, "祖居村")
    patient = register_person(
        somebody(), village=place.village, registered_in=home, by=viewer_of(place.cadre), at=NOW
    )
    found = session.query(Responsibility).filter_by(patient_id=patient.id)
    assert {(one.kind, one.unit_id) for one in found} == {
        ("residence", place.village.id), ("registration", home.id),
    }  # fmt: skip


def test_a_roster_brings_levels_from_paper_with_their_reviews(place: AtWork) -> None:
    county = a_viewer(Role.COUNTY_OFFICE, place.county)
    paper = PaperDecision(RiskLevel.ORANGE, date(2026, 6, 1), "演示区管理办公室", "演综〔2026〕3号")
    taken = Registration(somebody(confirmed_on=date(2019, 3, 1)), place.village, paper=paper)
    (registered,) = register_many([taken], by=county, at=NOW, from_roster=True)
    patient = session.get_one(Patient, registered.id)
    decision = session.query(LevelDecision).filter_by(patient_id=patient.id).one()
    assert (patient.level, decision.source, decision.paper_number) == ("orange", "paper", "演综〔2026〕3号")
    dues = open_dues(patient.id)
    assert dues["level_review"] == date(2026, 9, 1)
    assert dues["visit"] == TODAY + timedelta(days=14)
    assert "first_determination" not in dues
    asked = session.query(ListEntry).filter_by(patient_id=patient.id)
    assert {(one.system, one.act, one.control_grade) for one in asked} == {
        ("key_person", "enter", None), ("priority", "enter", "2"), ("major_risk", "enter", None),
    }  # fmt: skip


OF_ONE_ROW = {
    "id", "public_id", "patient_id", "level_decision_id", "decision_id", "started_by_id", "started_by_kind", "version",
    "identity_number", "identity_index", "management_number",
}  # fmt: skip
"""What two people alike in everything cannot share: keys, numbers, and which of two records started a due."""


def rows_about(patient_id: int) -> dict[str, list[dict[str, Any]]]:
    """Everything stored of a person, table by table, but what is of one row alone and the dues met already."""
    found: dict[str, list[Any]] = {"patient": session.query(Patient).filter_by(id=patient_id).all()}
    for model in (Responsibility, CareAssignment, Guardian, LevelDecision, ListEntry, Due):
        asked = session.query(model).filter_by(patient_id=patient_id)
        found[model.__tablename__] = (asked.filter_by(closed_at=None) if model is Due else asked).all()
    return {
        table: sorted(
            (
                {c.name: getattr(row, c.name) for c in row.__table__.c if c.name not in OF_ONE_ROW}
                for row in rows
            ),
            key=str,
        )
        for table, rows in found.items()
    }


def acts_on(public_id: str) -> list[str]:
    """What the audit chain says was done to a person, in order."""
    found = session.query(AuditEvent).filter_by(subject_id=public_id).order_by(AuditEvent.seq)
    return [row.act for row in found]


@pytest.mark.parametrize("status", [PatientStatus.COMMUNITY, PatientStatus.AWAY, PatientStatus.LOST])
def test_who_comes_in_with_many_has_the_same_rows_as_who_comes_alone(
    place: AtWork, status: PatientStatus
) -> None:
    county = a_viewer(Role.COUNTY_OFFICE, place.county)
    home = a_village(a_township(place.county, "溪口镇"), "祖居村")
    paper = PaperDecision(RiskLevel.RED, date(2026, 6, 1), "演示区管理办公室", "演综〔2026〕3号")

    def facts(order: int) -> NewPerson:
        return somebody(
            identity_number=number(order), phone="13000000000", address="3组1号", diagnosed_on=date(2020, 1, 1),
            guardian_name="陈父", guardian_relation="父亲", guardian_phone="13000000001",
            lives_here_since=date(2020, 1, 1), lives_here_proof="居住证", not_the_same="",
        )  # fmt: skip

    alone = register_person(facts(11), village=place.village, registered_in=home, by=county, at=NOW)
    if status is not PatientStatus.COMMUNITY:
        source = "建档登记"
        write_status(alone, status, since=TODAY, source=source, by=county, at=NOW)
        renew_visit_due(alone, caused_by=("patient", alone.id), at=NOW, on=TODAY)
    record_paper_decision(alone, paper, by=county, at=NOW)
    many = [
        Registration(facts(order), place.village, home, paper=paper, status=status) for order in (13, 15, 17)
    ]
    people = register_many(many, by=county, at=NOW)
    finish()
    expected = rows_about(alone.id)
    assert [len(rows) for rows in expected.values()] == [1, 2, 1, 1, 1, 4, 6]
    for person in people:
        assert rows_about(person.id) == expected
        assert acts_on(person.public_id) == ["patient:register", "level_change:paper"]


@pytest.mark.parametrize("from_roster", [False, True])
def test_who_does_not_keep_the_paper_brings_in_no_level(place: AtWork, from_roster: bool) -> None:
    paper = PaperDecision(RiskLevel.GREEN, date(2026, 6, 1), "某单位", "1号")
    one = Registration(somebody(), place.village, paper=paper)
    with pytest.raises(RuleBroken, match="由街道乡镇综合管理小组认定"):
        doctor = a_viewer(Role.CLINIC_DOCTOR, place.township)
        register_many([one], by=doctor, at=NOW, from_roster=from_roster)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"identity_number": None}, "identity_number"),
        ({"identity_number": "500199198005060119"}, "identity_number"),
        ({"sex": "2"}, "sex"),
        ({"birth_date": date(1980, 5, 7)}, "birth_date"),
        ({"identity_number": "440524188001010014", "sex": None, "birth_date": None}, "identity_number"),
        ({"diagnosis_code": None}, "diagnosis_code"),
        ({"diagnosis_code": "F99"}, "diagnosis_code"),
        ({"phone": "12"}, "phone"),
        ({"guardian_name": "陈父"}, "guardian_relation"),
        ({"guardian_phone": "13000000000"}, "guardian_name"),
        ({"confirmed_on": date(2026, 7, 15)}, "confirmed_on"),
        ({"diagnosed_on": date(1980, 5, 5)}, "diagnosed_on"),
        ({"name": "长" * 41}, "name"),
    ],
)
def test_what_has_to_be_mended_is_said_at_its_field(
    place: AtWork, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        register_person(somebody(**changes), village=place.village, by=viewer_of(place.cadre), at=NOW)
    assert refused.value.field == field
