"""Entries follow a decision, are owed by whom the six-month rule says, and are recorded once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from mhapp.db import session
from mhapp.domain.errors import RuleBroken
from mhapp.domain.list_entry import ListSystem, Standing
from mhapp.domain.paper_decision import PaperDecision
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.models import Due, ListEntry, Patient, Responsibility, Unit
from mhapp.queries.list_entries import entry_ledger
from mhapp.queries.list_standings import standings_of
from mhapp.queries.office_dues import own_dues
from mhapp.services.list_records import Done, change_grade, record_done
from mhapp.services.paper_decisions import record_paper_decision
from mhapp.services.residence import settle
from tests.factories.counties import AtWork, a_village_at_work
from tests.factories.list_entries import a_list_entry
from tests.factories.patients import a_patient
from tests.factories.people import a_viewer
from tests.factories.units import a_township, a_village

NOW = datetime(2026, 7, 14, 2, 0, tzinfo=UTC)
TODAY = date(2026, 7, 14)


@pytest.fixture
def place(database: Engine) -> AtWork:
    return a_village_at_work()


def decide(place: AtWork, patient: Patient, level: RiskLevel, on: date) -> None:
    """A level on paper, entered by the county."""
    county = a_viewer(Role.COUNTY_OFFICE, place.county)
    record_paper_decision(patient, PaperDecision(level, on, "演示区管理办公室", f"{on}号"), by=county, at=NOW)


def open_entries(patient: Patient) -> dict[str, ListEntry]:
    found = session.query(ListEntry).filter_by(patient_id=patient.id, done_at=None, dropped_at=None)
    return {row.system: row for row in found}


def finish(place: AtWork, entry: ListEntry, **said: str) -> None:
    police = a_viewer(Role.POLICE_OFFICER, place.township)
    record_done(entry, Done(on=TODAY, **said), by=police, at=NOW)


def test_a_decision_that_is_overtaken_drops_what_nobody_entered_yet(place: AtWork) -> None:
    patient = a_patient(place.village)
    decide(place, patient, RiskLevel.RED, date(2026, 6, 1))
    assert open_entries(patient)["priority"].control_grade == "1"
    decide(place, patient, RiskLevel.GREEN, date(2026, 6, 20))
    assert open_entries(patient) == {}
    owed = session.query(Due).filter_by(patient_id=patient.id, kind="list_entry", closed_at=None)
    assert owed.count() == 0


def test_a_step_down_changes_the_grade_and_an_entered_list_is_left(place: AtWork) -> None:
    patient = a_patient(place.village)
    decide(place, patient, RiskLevel.RED, date(2026, 6, 1))
    for entry in open_entries(patient).values():
        finish(place, entry)
    decide(place, patient, RiskLevel.ORANGE, date(2026, 6, 20))
    asked = {system: (row.act, row.control_grade) for system, row in open_entries(patient).items()}
    assert asked == {"priority": ("change", "2"), "major_risk": ("change", None)}


def test_another_grade_needs_its_reason_and_is_kept(place: AtWork) -> None:
    patient = a_patient(place.village)
    decide(place, patient, RiskLevel.ORANGE, date(2026, 6, 1))
    entry = open_entries(patient)["priority"]
    with pytest.raises(RuleBroken, match="请写明原因"):
        finish(place, entry, grade="1")
    finish(place, entry, grade="1", grade_reason="县里研判为一级")
    assert standings_of(patient.id)[ListSystem.PRIORITY] == Standing(True, "1")
    with pytest.raises(RuleBroken, match="已经办结"):
        finish(place, entry)


def test_a_grade_changed_later_is_an_act_of_its_own_and_stays_while_the_level_does(place: AtWork) -> None:
    patient, police = a_patient(place.village), a_viewer(Role.POLICE_OFFICER, place.township)
    decide(place, patient, RiskLevel.ORANGE, date(2026, 6, 1))
    entry = open_entries(patient)["priority"]
    regraded = Done(on=TODAY, grade="1", grade_reason="县里研判为一级")
    with pytest.raises(RuleBroken, match="不是“先发”系统里的最新情况"):
        change_grade(entry, regraded, by=police, at=NOW)
    finish(place, entry)
    later = change_grade(entry, regraded, by=police, at=NOW)
    assert (entry.control_grade, later.control_grade, later.act) == ("2", "1", "change")
    assert standings_of(patient.id)[ListSystem.PRIORITY] == Standing(True, "1")
    with pytest.raises(RuleBroken, match="请打开最新的一项"):
        change_grade(entry, regraded, by=police, at=NOW)
    decide(place, patient, RiskLevel.ORANGE, date(2026, 6, 20))
    assert "priority" not in open_entries(patient)
    decide(place, patient, RiskLevel.GREEN, date(2026, 6, 25))
    assert open_entries(patient)["priority"].act == "remove"
    with pytest.raises(RuleBroken, match="请打开最新的一项"):
        change_grade(later, Done(on=TODAY, grade="2", grade_reason="又改回二级"), by=police, at=NOW)


def test_a_day_to_come_is_refused(place: AtWork) -> None:
    patient = a_patient(place.village)
    decide(place, patient, RiskLevel.YELLOW, date(2026, 6, 1))
    police = a_viewer(Role.POLICE_OFFICER, place.township)
    with pytest.raises(RuleBroken, match="不能晚于今天"):
        record_done(
            open_entries(patient)["key_person"], Done(on=TODAY + timedelta(days=1)), by=police, at=NOW
        )


@pytest.mark.parametrize(("days", "by_residence"), [(182, True), (100, False)])
def test_the_half_year_decides_which_township_owes(place: AtWork, days: int, by_residence: bool) -> None:
    home = a_village(a_township(place.county, "远山镇"), "祖居村")
    patient = a_patient(place.village)
    patient.lives_here_since, patient.lives_here_proof = TODAY - timedelta(days=days), "租房合同"
    session.add(Responsibility(patient_id=patient.id, unit_id=home.id, kind="registration", from_date=TODAY))
    decide(place, patient, RiskLevel.YELLOW, date(2026, 6, 1))
    entry = open_entries(patient)["key_person"]
    owing, assisting = (
        (place.township.id, home.parent_id) if by_residence else (home.parent_id, place.township.id)
    )
    assert (entry.owed_by_unit_id, entry.assisting_unit_id, entry.owed_elsewhere) == (owing, assisting, False)


def test_who_moves_in_is_entered_by_whom_the_rule_says_now(place: AtWork) -> None:
    patient = a_patient(place.village)
    decide(place, patient, RiskLevel.YELLOW, date(2026, 6, 1))
    new_home = a_village(a_township(place.county, "远山镇"), "新居村")
    settle(patient, new_home, on=TODAY, keeps_registration=True, caused_by=("patient", patient.id), at=NOW)
    police, risk = open_entries(patient)["key_person"], open_entries(patient)["major_risk"]
    assert (police.owed_by_unit_id, police.assisting_unit_id) == (place.township.id, new_home.parent_id)
    assert risk.owed_by_unit_id == new_home.parent_id
    owed = {
        due.started_by_id: due.owed_by_unit_id
        for due in session.query(Due).filter_by(patient_id=patient.id, kind="list_entry", closed_at=None)
    }
    assert owed == {police.id: place.township.id, risk.id: new_home.parent_id}
    told = own_dues(a_viewer(Role.POLICE_OFFICER, place.township), on=TODAY)
    assert [(row.kind.value, row.elsewhere) for row in told.rows] == [("list_entry", True)]
    assert own_dues(a_viewer(Role.CLINIC_DOCTOR, place.township), on=TODAY).total == 0


@pytest.mark.parametrize(("keeps", "still"), [(True, ["key_person"]), (False, [])])
def test_what_was_entered_of_who_left_is_listed_only_where_it_is_answered_for(
    place: AtWork, keeps: bool, still: list[str]
) -> None:
    patient = a_patient(place.village)
    decide(place, patient, RiskLevel.YELLOW, date(2026, 6, 1))
    for entry in open_entries(patient).values():
        finish(place, entry)
    new_home = a_village(a_township(place.county, "远山镇"), "新居村")
    settle(patient, new_home, on=TODAY, keeps_registration=keeps, caused_by=("patient", patient.id), at=NOW)
    listed = {}
    for role in (Role.POLICE_OFFICER, Role.CIVIL_AFFAIRS, Role.PEACE_OFFICE):
        ledger = entry_ledger(a_viewer(role, place.township), group="done", page=1, on=TODAY)
        listed[role] = [row.system.value for row in ledger.rows]
    assert listed == {Role.POLICE_OFFICER: still, Role.CIVIL_AFFAIRS: [], Role.PEACE_OFFICE: []}


def test_each_office_finds_its_own_in_the_ledger(each_engine: Engine) -> None:
    place = a_village_at_work()
    far = a_township(place.county, "远山镇")
    patient, gone = a_patient(place.village), a_patient(place.village, status=PatientStatus.EXITED)
    mine, health = (
        a_list_entry(patient, place.township),
        a_list_entry(patient, place.township, system="health", role=Role.CLINIC_DOCTOR),
    )
    removal = a_list_entry(gone, place.township, act="remove")
    mine.assisting_unit_id = far.id
    session.flush()

    def found(role: Role, unit: Unit) -> list[str]:
        ledger = entry_ledger(a_viewer(role, unit), group="to_do", page=1, on=TODAY)
        assert ledger.counts == {"to_do": len(ledger.rows), "done": 0}
        return [row.public_id for row in ledger.rows]

    assert found(Role.POLICE_OFFICER, place.township) == [mine.public_id, health.public_id, removal.public_id]
    assert found(Role.POLICE_OFFICER, far) == [mine.public_id]
    assert found(Role.CLINIC_DOCTOR, place.township) == [health.public_id]
    assert found(Role.PEACE_OFFICE, place.township) == [mine.public_id, health.public_id]
    assert found(Role.COUNTY_OFFICE, place.county) == [mine.public_id, health.public_id, removal.public_id]
    finish(place, mine)
    assert found_done(place) == [mine.public_id]


def found_done(place: AtWork) -> list[str]:
    """What the county finds as done."""
    viewer = a_viewer(Role.COUNTY_OFFICE, place.county)
    return [row.public_id for row in entry_ledger(viewer, group="done", page=1, on=TODAY).rows]
