"""A lead from its report to a patient or to nothing, with all it makes due on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import pytest
from sqlalchemy import Engine, select, text

from mhapp import db
from mhapp.domain.errors import RuleBroken
from mhapp.domain.lead import Assessed, Ground, LeadSource
from mhapp.domain.lead_report import LeadReport
from mhapp.domain.papers import LeadPaperKind
from mhapp.domain.registration import NewPerson
from mhapp.domain.rights_told import RightsTold, ToldTo
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Due, HouseholdEntry, Lead, LeadAssessment, LeadNotice
from mhapp.queries.duplicates import reported_elsewhere
from mhapp.queries.papers import papers_by_code
from mhapp.services.lead_clearing import clear_leads
from mhapp.services.lead_papers import issue_lead_paper
from mhapp.services.lead_steps import (
    Arrangement,
    Assessment,
    Psychiatrist,
    acknowledge,
    arrange,
    assess,
    confirm,
    reject,
)
from mhapp.services.leads import report_lead
from tests.factories.counties import AtWork, a_village_at_work
from tests.factories.leads import a_round
from tests.factories.patients import at_noon
from tests.factories.people import a_viewer, viewer_of
from tests.factories.units import a_township

TUESDAY = date(2026, 7, 14)
NOON = at_noon(TUESDAY)
REPORT = LeadReport(
    source=LeadSource.CADRE, found_on=TUESDAY, how_found="夜里喊叫，邻居反映", answers=("talks_alone",),
    name="江一帆", birth_date=date(1990, 5, 4),
)  # fmt: skip
AT_THE_HOSPITAL = Psychiatrist(hospital="云栖区精神卫生中心", doctor="钟医师", on=TUESDAY)
PERSON = NewPerson(
    name="江一帆", confirmed_on=TUESDAY, sex="1", no_identity_reason="证件遗失", diagnosis_code="F20",
    diagnosed_on=TUESDAY, diagnosed_at="云栖区精神卫生中心",
)  # fmt: skip
WORDS = "见到本人，自言自语，不认家人"


@dataclass
class Found:
    """A lead about somebody in the village, with who is at work on it."""

    at_work: AtWork
    lead: Lead
    cadre: Viewer
    doctor: Viewer


@pytest.fixture
def found(database: Engine) -> Iterator[Found]:
    at_work = a_village_at_work()
    cadre = viewer_of(at_work.cadre)
    lead = report_lead(REPORT, unit=at_work.village, by=cadre, at=NOON)
    yield Found(at_work, lead, cadre, a_viewer(Role.CLINIC_DOCTOR, at_work.township))
    db.session.rollback()


def open_dues(lead: Lead) -> set[tuple[str, str, date]]:
    return {
        (due.kind, due.owed_by_role, due.due_on)
        for due in db.session.scalars(
            select(Due).where(Due.started_by_kind == "lead", Due.started_by_id == lead.id, Due.closed_at.is_(None))
        )
    }  # fmt: skip


def test_saving_is_telling_and_starts_everybodys_clock(found: Found) -> None:
    wednesday, tenth = date(2026, 7, 15), date(2026, 7, 28)
    assert open_dues(found.lead) == {
        ("lead_acknowledgement", "civil_affairs", wednesday),
        ("lead_acknowledgement", "township_reviewer", wednesday),
        ("lead_acknowledgement", "clinic_doctor", wednesday),
        ("lead_acknowledgement", "peace_office", wednesday),
        ("lead_acknowledgement", "police_officer", wednesday),
        ("lead_acknowledgement", "county_office", wednesday),
        ("lead_diagnosis", "clinic_doctor", tenth),
    }
    sent = db.session.scalars(select(Due).where(Due.kind == "lead_notice")).one()
    assert (sent.owed_by_role, sent.due_on, sent.closed_by_kind) == ("village_cadre", TUESDAY, "lead")
    assert found.lead.number == f"XS-{found.at_work.township.code}-2026-0001"
    assert found.lead.state == "reported"


def test_what_the_police_find_is_acknowledged_within_two_working_days_and_not_by_themselves(
    found: Found,
) -> None:
    police = a_viewer(Role.POLICE_OFFICER, found.at_work.township)
    friday = at_noon(date(2026, 7, 17))
    lead = report_lead(
        replace(REPORT, source=LeadSource.POLICE, name="柳一舟"),
        unit=found.at_work.village,
        by=police,
        at=friday,
    )
    asked = {(role, day) for kind, role, day in open_dues(lead) if kind == "lead_acknowledgement"}
    assert asked == {
        (role, date(2026, 7, 21))
        for role in ("civil_affairs", "township_reviewer", "clinic_doctor", "peace_office", "county_office")
    }


def test_an_office_acknowledges_for_itself_and_once(found: Found) -> None:
    acknowledge(found.lead, by=found.doctor, at=NOON)
    assert ("lead_acknowledgement", "clinic_doctor", date(2026, 7, 15)) not in open_dues(found.lead)
    assert len(open_dues(found.lead)) == 6
    with pytest.raises(RuleBroken, match="已经签收"):
        acknowledge(found.lead, by=found.doctor, at=NOON)
    with pytest.raises(RuleBroken, match="没有通报给您的单位"):
        acknowledge(found.lead, by=found.cadre, at=NOON)


def test_who_goes_to_see_has_read_it(found: Found) -> None:
    assess(found.lead, Assessment(TUESDAY, Assessed.REFER, WORDS), by=found.doctor, at=NOON)
    assert found.lead.state == "assessed"
    notice = db.session.scalars(select(LeadNotice).where(LeadNotice.role == "clinic_doctor")).one()
    assert notice.acknowledged_by_id == found.doctor.account_id


def test_an_assessment_that_finds_nothing_ends_the_lead_and_all_its_clocks(found: Found) -> None:
    assess(found.lead, Assessment(TUESDAY, Assessed.UNFOUNDED, WORDS), by=found.doctor, at=NOON)
    assert (found.lead.state, found.lead.clear_on) == ("not_confirmed", date(2026, 10, 12))
    assert open_dues(found.lead) == set()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (Assessment(date(2026, 7, 15), Assessed.REFER, WORDS), "assessed_on"),
        (Assessment(date(2026, 7, 13), Assessed.REFER, WORDS), "assessed_on"),
        (Assessment(TUESDAY, Assessed.REFER, "没有见到人  "), "words"),
    ],
)
def test_an_assessment_says_when_and_what(found: Found, facts: Assessment, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        assess(found.lead, facts, by=found.doctor, at=NOON)
    assert broken.value.field == field


def test_a_psychiatrists_diagnosis_makes_a_patient_and_stands_with_the_patient_only(found: Found) -> None:
    told = RightsTold(("dignity", "voluntary"), ToldTo.FAMILY, TUESDAY)
    asked = Arrangement(TUESDAY, "云栖区精神卫生中心", Ground.FAMILY, told)
    arrange(found.lead, asked, by=found.doctor, at=NOON)
    assert found.lead.rights_told == ["voluntary", "dignity"]
    assert found.lead.state == "arranged"
    patient = confirm(
        found.lead, AT_THE_HOSPITAL, PERSON, village=found.at_work.village, by=found.doctor, at=NOON
    )
    assert (found.lead.state, found.lead.patient_id, found.lead.clear_on) == ("confirmed", patient.id, None)
    assert (patient.diagnosis_code, patient.level) == ("F20", None)
    assert open_dues(found.lead) == set()
    assert not {"diagnosis_code", "level"} & set(Lead.__table__.columns.keys())


def test_a_leads_paper_keeps_its_code_while_the_lead_is_as_printed_and_answers_who_may_read_it(
    found: Found,
) -> None:
    table_1, table_2 = LeadPaperKind
    first = issue_lead_paper(table_1, found.lead, by=found.doctor, at=NOON)
    record = issue_lead_paper(table_2, found.lead, by=found.doctor, at=NOON)
    assert (first.number, record.number) == ("石盘线索〔2026〕0001号", "石盘线索〔2026〕0002号")
    assert issue_lead_paper(table_2, found.lead, by=found.cadre, at=NOON) is record
    assess(found.lead, Assessment(TUESDAY, Assessed.REFER, WORDS), by=found.doctor, at=NOON)
    again = issue_lead_paper(table_2, found.lead, by=found.doctor, at=NOON)
    assert (again.version, again.check_code == record.check_code) == (2, False)
    shown = {one.check_code: papers_by_code(found.cadre, one.check_code)[0] for one in (first, record, again)}
    told = {code: (one.about, one.name, one.prints, one.changed) for code, one in shown.items()}
    lead = ("lead", found.lead.public_id)
    assert told == {
        first.check_code: (lead, "江一帆", 1, False),
        record.check_code: (lead, "江一帆", 2, True),
        again.check_code: (lead, "江一帆", 1, False),
    }
    stranger = a_viewer(Role.CLINIC_DOCTOR, a_township(found.at_work.county, "远山镇"))
    insurer = a_viewer(Role.SERVICE_CENTRE, found.at_work.township)
    assert papers_by_code(stranger, first.check_code) == papers_by_code(insurer, first.check_code) == []


def test_a_report_card_goes_straight_to_registration(found: Found) -> None:
    confirm(found.lead, AT_THE_HOSPITAL, PERSON, village=found.at_work.village, by=found.doctor, at=NOON)
    assert found.lead.state == "confirmed"
    with pytest.raises(RuleBroken, match="已确诊"):
        reject(found.lead, AT_THE_HOSPITAL, by=found.doctor, at=NOON)


def test_what_the_registration_refuses_leaves_the_lead_open(found: Found) -> None:
    with pytest.raises(RuleBroken):
        confirm(
            found.lead, AT_THE_HOSPITAL, replace(PERSON, no_identity_reason=""), village=found.at_work.village,
            by=found.doctor, at=NOON,
        )  # fmt: skip
    assert found.lead.state == "reported"


@pytest.mark.parametrize(
    ("seen_by", "field"),
    [
        (Psychiatrist(" ", "钟医师", TUESDAY), "hospital"),
        (Psychiatrist("云栖区精神卫生中心", " ", TUESDAY), "doctor"),
        (Psychiatrist("云栖区精神卫生中心", "钟医师", date(2026, 7, 15)), "diagnosed_on"),
        (Psychiatrist("云栖区精神卫生中心", "钟医师", date(2026, 7, 13)), "diagnosed_on"),
    ],
)
def test_a_diagnosis_names_hospital_doctor_and_day(found: Found, seen_by: Psychiatrist, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        reject(found.lead, seen_by, by=found.doctor, at=NOON)
    assert broken.value.field == field


def test_after_ninety_days_nothing_tells_who_it_was(found: Found) -> None:
    lead = found.lead
    lead.address, lead.phone, lead.identity_number = "3组12号", "13900000000", "110105194912310021"
    lead.help_given, lead.place_found = "送了棉衣", "汽车站"
    assess(lead, Assessment(TUESDAY, Assessed.REFER, WORDS, "张医生"), by=found.doctor, at=NOON)
    entry = HouseholdEntry(
        round_id=a_round(found.at_work.village).id, label="3组12号江家", persons=3, seen=2, outcome="lead",
        lead_id=lead.id, entered_by_id=found.cadre.account_id, entered_at=NOON,
    )  # fmt: skip
    db.session.add(entry)
    reject(lead, AT_THE_HOSPITAL, by=found.doctor, at=NOON)
    assert clear_leads(at=at_noon(date(2026, 10, 11))) == 0
    assert lead.name == "江一帆"
    assert clear_leads(at=at_noon(date(2026, 10, 12))) == 1
    db.session.expire_all()
    values = {column.name: getattr(lead, column.name) for column in Lead.__table__.columns}
    assert {name for name, value in values.items() if value is not None} == {
        "id", "public_id", "number", "unit_id", "reported_unit_id", "reported_by_id", "reported_role", "reported_at",
        "source", "found_on", "sex", "is_wanderer", "state", "outcome_on", "closed_at", "clear_on", "cleared_at",
        "version",
    }  # fmt: skip
    assessment = db.session.scalars(select(LeadAssessment)).one()
    assert (assessment.words, assessment.assessed_with) == (None, None)
    db.session.refresh(entry)
    assert (entry.lead_id, entry.outcome) == (None, "lead")
    assert clear_leads(at=at_noon(date(2026, 10, 13))) == 0


def test_nothing_of_a_lead_lies_open_in_the_database(found: Found) -> None:
    row = db.session.execute(text("SELECT name, how_found FROM lead")).one()
    assert "江一帆".encode() not in bytes(row.name)
    assert "夜里".encode() not in bytes(row.how_found)


def test_a_lead_about_the_same_person_is_found_while_it_is_open(found: Found) -> None:
    path = found.at_work.county.path

    def places() -> list[str]:
        return [
            one.unit_name
            for one in reported_elsewhere(county_path=path, name="江一帆", birth_date=date(1990, 5, 4))
        ]

    assert places() == ["石盘镇柏树村"]
    assert reported_elsewhere(county_path=path, name="江二帆", birth_date=date(1990, 5, 4)) == []
    reject(found.lead, AT_THE_HOSPITAL, by=found.doctor, at=NOON)
    assert places() == []
