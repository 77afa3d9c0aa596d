"""The clinic's danger rating (危险性评估): recorded with its day and evidence, never changed afterwards (R5)."""

from __future__ import annotations

from datetime import date, datetime

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.danger_rating import WORDING
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.viewer import Viewer
from mhapp.models import DangerRating, Patient
from mhapp.services import audit_chain, dues, proposal_facts


def record_rating(
    patient: Patient, level: int, *, rated_on: date, evidence: str, by: Viewer, at: datetime
) -> DangerRating:
    """Record a rating 0–5 of a person, and close the reassessment the clinic owed.

    A rating dated before the sign that asked for it closes nothing: it cannot have answered it. No due is opened
    for the next one: a visit opens it when it finds the rating stale (R5), and the clinic's home lists those.
    Raises RuleBroken for a level that does not exist, a day after today or before birth, and missing evidence.
    """
    _check(patient, level, rated_on, evidence, beijing_date(at))
    rating = DangerRating(
        patient_id=patient.id,
        level=level,
        rated_on=rated_on,
        evidence=evidence.strip(),
        rated_by_id=by.account_id,
        unit_id=by.unit_id,
        created_at=at,
    )
    db.session.add(rating)
    db.session.flush()
    _close_reassessments(rating, at)
    proposal_facts.after_rating(rating, at=at)
    audit_chain.record("danger_rating:record", at=at, by=by, kind="patient", subject=patient.public_id)
    return rating


def _check(patient: Patient, level: int, rated_on: date, evidence: str, today: date) -> None:
    if level not in WORDING:
        raise RuleBroken("请选择0到5级中的一级", "level")
    if rated_on > today:
        raise RuleBroken("评估日期不能晚于今天", "rated_on")
    if patient.birth_date and rated_on < patient.birth_date:
        raise RuleBroken("评估日期不能早于出生日期", "rated_on")
    if not evidence.strip():
        raise RuleBroken("请填写评估依据", "evidence")


def _close_reassessments(rating: DangerRating, at: datetime) -> None:
    for due in dues.open_dues_of(rating.patient_id, {DueKind.DANGER_REASSESSMENT}):
        if rating.rated_on >= beijing_date(due.started_at):
            dues.close(due, closed_by=("danger_rating", rating.id), at=at)
