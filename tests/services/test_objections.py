"""Objections: whose list they stand on until when, who may answer, and that no answer changes a level."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.errors import RuleBroken
from mhapp.domain.objection import About, LodgedFor, Outcome
from mhapp.domain.registration import NewPerson
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.models import AuditEvent, Due, LevelDecision, Objection, Patient
from mhapp.queries.objection_subjects import subjects_of
from mhapp.services.objections import answer, lodge
from mhapp.services.registrations import register_person
from tests.factories.counties import AtWork, a_village_at_work
from tests.factories.file_records import an_objection
from tests.factories.letters import MORNING
from tests.factories.patients import a_patient
from tests.factories.people import an_account, viewer_of

REASONS = "核对了近三次随访，情况属实"


@pytest.fixture
def work(database: Engine) -> AtWork:
    return a_village_at_work()


def lodged(work: AtWork, **changes: object) -> tuple[Patient, Objection]:
    """An objection of 3 August 2026 to the level of somebody at orange."""
    patient = a_patient(work.village, cadre=work.cadre, level=RiskLevel.ORANGE)
    said = an_objection(patient, lodged_on=beijing_date(MORNING), **changes)
    return patient, lodge(patient, said, by=viewer_of(work.cadre), at=MORNING)


def test_the_county_has_fifteen_working_days_for_what_the_township_decided(work: AtWork) -> None:
    patient, objection = lodged(work)
    due = db.session.query(Due).filter_by(kind="objection", closed_at=None).one()
    assert (due.patient_id, due.owed_by_unit_id, due.owed_by_role) == (
        patient.id,
        work.county.id,
        "county_office",
    )
    assert (objection.due_on, due.due_on) == (date(2026, 8, 24), date(2026, 8, 24))
    assert objection.number == "石盘异〔2026〕0001号"


def test_the_township_answers_for_a_rating(work: AtWork) -> None:
    patient = a_patient(work.village, cadre=work.cadre, level=RiskLevel.ORANGE)
    registration = next(one for one in subjects_of(patient) if one.about is About.REGISTRATION)
    said = an_objection(patient, subject=registration, lodged_on=beijing_date(MORNING))
    objection = lodge(patient, said, by=viewer_of(work.cadre), at=MORNING)
    assert (objection.unit_id, objection.answering_role) == (work.township.id, "township_reviewer")


@pytest.mark.parametrize(
    ("registrar", "answers"),
    [
        (Role.CIVIL_AFFAIRS, "township_reviewer"),
        (Role.TOWNSHIP_REVIEWER, "county_office"),
        (Role.COUNTY_OFFICE, "county_office"),
    ],
)
def test_nobody_answers_for_a_registration_they_brought_in(
    work: AtWork, registrar: Role, answers: str
) -> None:
    unit = work.county if registrar is Role.COUNTY_OFFICE else work.township
    by = viewer_of(an_account(registrar, unit))
    facts = NewPerson("张示例", date(2026, 7, 1), identity_number="500199198001021113", diagnosis_code="F20")
    register_person(facts, village=work.village, by=by, at=MORNING)
    db.finish()  # who registered is read from the trail, which is written with the change
    patient = db.session.query(Patient).one()
    registration = next(one for one in subjects_of(patient) if one.about is About.REGISTRATION)
    said = an_objection(patient, subject=registration, lodged_on=beijing_date(MORNING))
    objection = lodge(patient, said, by=viewer_of(work.cadre), at=MORNING)
    assert objection.answering_role == answers
    if registrar.value == answers:
        with pytest.raises(RuleBroken, match="您参与过这件事的办理"):
            answer(objection, patient, Outcome.EXPLAINED, REASONS, by=by, at=MORNING)


@pytest.mark.parametrize("outcome", Outcome)
def test_an_answer_closes_the_due_and_leaves_the_level_alone(work: AtWork, outcome: Outcome) -> None:
    patient, objection = lodged(work)
    officer = viewer_of(an_account(Role.COUNTY_OFFICE, work.county))
    answer(objection, patient, outcome, REASONS, by=officer, at=MORNING)
    db.finish()
    assert db.session.query(Due).filter_by(kind="objection", closed_at=None).count() == 0
    assert patient.level == "orange"
    assert db.session.query(LevelDecision).filter_by(patient_id=patient.id).count() == 1
    assert db.session.query(AuditEvent).filter_by(act="objection:answer").one().detail == outcome.value
    with pytest.raises(RuleBroken, match="已经答复"):
        answer(objection, patient, outcome, REASONS, by=officer, at=MORNING)


def test_whoever_decided_does_not_answer_and_another_officer_does(work: AtWork) -> None:
    decider, colleague = (an_account(Role.COUNTY_OFFICE, work.county) for _ in range(2))
    patient, objection = lodged(work)
    objection.record_id = _decided_by(patient, decider.id, work.county.id)
    with pytest.raises(RuleBroken, match="没有参与的经办人"):
        answer(objection, patient, Outcome.EXPLAINED, REASONS, by=viewer_of(decider), at=MORNING)
    answer(objection, patient, Outcome.EXPLAINED, REASONS, by=viewer_of(colleague), at=MORNING)


def test_the_township_does_not_answer_for_itself(work: AtWork) -> None:
    patient, objection = lodged(work)
    reviewer = viewer_of(an_account(Role.TOWNSHIP_REVIEWER, work.township))
    with pytest.raises(RuleBroken, match="由别的单位答复"):
        answer(objection, patient, Outcome.EXPLAINED, REASONS, by=reviewer, at=MORNING)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lodged_on": beijing_date(MORNING) + timedelta(days=1)}, "收到日期请填写今天或者以前的日期"),
        ({"lodged_on": date(2020, 1, 1)}, "收到日期早于所说的记录"),
        ({"lodger_name": " "}, "请填写监护人的姓名"),
        ({"words": "不同意"}, "请把不同意什么、为什么写清楚"),
    ],
)
def test_what_cannot_be_lodged_says_what_to_mend(
    work: AtWork, changes: dict[str, object], words: str
) -> None:
    patient = a_patient(work.village, cadre=work.cadre, level=RiskLevel.ORANGE)
    said = an_objection(patient, **{"lodged_on": beijing_date(MORNING), **changes})
    with pytest.raises(RuleBroken, match=words):
        lodge(patient, said, by=viewer_of(work.cadre), at=MORNING)


def test_one_objection_to_a_record_waits_at_a_time(work: AtWork) -> None:
    patient, _ = lodged(work)
    again = an_objection(patient, lodged_on=beijing_date(MORNING), lodged_for=LodgedFor.PATIENT)
    with pytest.raises(RuleBroken, match="已经有一件异议在等答复"):
        lodge(patient, again, by=viewer_of(work.cadre), at=MORNING)


def _decided_by(patient: Patient, account_id: int, unit_id: int) -> int:
    """A later decision of the county's, by this officer."""
    first = db.session.query(LevelDecision).filter_by(patient_id=patient.id).one()
    columns = {c.name: getattr(first, c.name) for c in LevelDecision.__table__.columns}
    del columns["id"], columns["public_id"]
    second = LevelDecision(**columns | {"decided_by_id": account_id, "unit_id": unit_id})
    db.session.add(second)
    db.session.flush()
    return second.id
