"""Recording a danger rating: what it closes, what it refuses, what it tells an open proposal (R5, R11)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from mhapp import db
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import AuditEvent, DangerRating, Due, Patient
from mhapp.services.danger_ratings import record_rating
from mhapp.services.dues import open_due
from tests.factories.patients import a_patient, at_noon
from tests.factories.people import a_viewer
from tests.factories.units import a_township, a_village

pytestmark = pytest.mark.usefixtures("database")
TODAY = date(2026, 7, 14)
NOON = at_noon(TODAY)


def a_doctor_and_a_person() -> tuple[Viewer, Patient]:
    township = a_township()
    return a_viewer(Role.CLINIC_DOCTOR, township), a_patient(a_village(township))


def owe_a_reassessment(patient: Patient, doctor: Viewer, at: datetime) -> Due:
    return open_due(
        DueKind.DANGER_REASSESSMENT, patient_id=patient.id, unit_id=doctor.unit_id, role=Role.CLINIC_DOCTOR,
        started_by=("visit", None), due_on=TODAY, at=at,
    )  # fmt: skip


def test_a_rating_keeps_level_day_evidence_doctor_and_clinic() -> None:
    doctor, patient = a_doctor_and_a_person()
    record_rating(
        patient, 3, rated_on=date(2026, 7, 2), evidence="  上门面谈，毁坏家具  ", by=doctor, at=NOON
    )
    kept = db.session.scalars(select(DangerRating)).one()
    assert (kept.level, kept.rated_on, kept.evidence) == (3, date(2026, 7, 2), "上门面谈，毁坏家具")
    assert (kept.rated_by_id, kept.unit_id) == (doctor.account_id, doctor.unit_id)


def test_a_rating_is_on_the_audit_chain_without_its_level() -> None:
    doctor, patient = a_doctor_and_a_person()
    record_rating(patient, 5, rated_on=TODAY, evidence="依据", by=doctor, at=NOON)
    db.finish()
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.act, event.subject_id, event.detail) == ("danger_rating:record", patient.public_id, None)


def test_a_rating_of_the_day_of_the_sign_closes_the_reassessment() -> None:
    doctor, patient = a_doctor_and_a_person()
    due = owe_a_reassessment(patient, doctor, NOON)
    rating = record_rating(
        patient, 2, rated_on=TODAY, evidence="依据", by=doctor, at=NOON + timedelta(hours=2)
    )
    assert (due.closed_by_kind, due.closed_by_id) == ("danger_rating", rating.id)


def test_a_rating_dated_before_the_sign_does_not_answer_it() -> None:
    doctor, patient = a_doctor_and_a_person()
    due = owe_a_reassessment(patient, doctor, NOON)
    record_rating(patient, 2, rated_on=date(2026, 7, 13), evidence="依据", by=doctor, at=NOON)
    assert due.closed_at is None


def test_a_rating_closes_nothing_of_another_person_and_no_visit() -> None:
    doctor, patient = a_doctor_and_a_person()
    other = a_patient()
    theirs = owe_a_reassessment(other, doctor, NOON)
    visit = open_due(DueKind.VISIT, patient_id=patient.id, unit_id=doctor.unit_id, role=Role.VILLAGE_CADRE,
                     started_by=("visit", None), due_on=TODAY, at=NOON)  # fmt: skip
    record_rating(patient, 0, rated_on=TODAY, evidence="依据", by=doctor, at=NOON)
    assert theirs.closed_at is None
    assert visit.closed_at is None


def test_no_new_due_is_opened_by_a_rating() -> None:
    doctor, patient = a_doctor_and_a_person()
    record_rating(patient, 4, rated_on=TODAY, evidence="依据", by=doctor, at=NOON)
    assert db.session.scalars(select(Due)).all() == []


@pytest.mark.parametrize(
    "level, rated_on, evidence, field, message",
    [
        (6, TODAY, "依据", "level", "请选择0到5级中的一级"),
        (-1, TODAY, "依据", "level", "请选择0到5级中的一级"),
        (1, date(2026, 7, 15), "依据", "rated_on", "评估日期不能晚于今天"),
        (1, date(1979, 12, 31), "依据", "rated_on", "评估日期不能早于出生日期"),
        (1, TODAY, "   ", "evidence", "请填写评估依据"),
    ],
)
def test_what_cannot_be_a_rating_is_refused_at_its_field(
    level: int, rated_on: date, evidence: str, field: str, message: str
) -> None:
    doctor, patient = a_doctor_and_a_person()
    with pytest.raises(RuleBroken, match=message) as refused:
        record_rating(patient, level, rated_on=rated_on, evidence=evidence, by=doctor, at=NOON)
    assert refused.value.field == field
    assert db.session.scalars(select(DangerRating)).all() == []


@pytest.mark.parametrize("level, rated_on", [(0, TODAY), (5, TODAY), (1, date(1980, 1, 1))])
def test_the_ends_of_what_can_be_are_taken(level: int, rated_on: date) -> None:
    doctor, patient = a_doctor_and_a_person()
    assert (
        record_rating(patient, level, rated_on=rated_on, evidence="依据", by=doctor, at=NOON).level == level
    )


def test_a_rating_is_never_changed_afterwards(database: Engine) -> None:
    doctor, patient = a_doctor_and_a_person()
    rating = record_rating(patient, 1, rated_on=TODAY, evidence="依据", by=doctor, at=NOON)
    db.finish()
    rating.level = 0
    with pytest.raises(Exception, match="append-only"):
        db.session.flush()
    db.session.rollback()
