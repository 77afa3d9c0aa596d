"""Recording a visit (随访探视), and correcting it on the same day. A visit suggests; it changes no level (R2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.crypto import new_public_id
from mhapp.domain.errors import RuleBroken
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.viewer import Viewer
from mhapp.domain.visit_record import score_to_record
from mhapp.domain.visit_report import VisitReport
from mhapp.domain.visit_rules import SheetChanged, check_correctable, check_visit
from mhapp.domain.visit_score import score_visit, suggestion
from mhapp.models import Patient, Visit
from mhapp.queries import policies
from mhapp.queries.danger_ratings import Rating, rating_of
from mhapp.queries.score_sheets import Edition, edition_in_force, edition_of
from mhapp.queries.visit_surroundings import Around, around_visit
from mhapp.services import audit_chain, dues, numbers, proposal_facts, proposal_rounds
from mhapp.services.visit_consequences import follow_visit, undo_consequences


def record_visit(
    patient: Patient, report: VisitReport, *, by: Viewer, at: datetime, public_id: str | None = None
) -> Visit:
    """Store a visit as it was scored, with what it makes due; `public_id` names it to who has to know beforehand.

    While others wait to write: all is asked first, then the visit and its dues are written once.
    Raises VisitRefused with every fault at its field; SheetChanged where the form was shown with another edition
    or rating than those in force; RuleBroken for a person registered as dead.
    """
    if patient.status == PatientStatus.DEAD:
        raise RuleBroken("患者已登记去世，不再登记随访")
    today = beijing_date(at)
    edition = edition_in_force(by.unit_path, today)
    _check(report, edition, patient, by, today)
    around = around_visit(patient.id, report.visit_date)
    _refuse_old_form(report, edition, around.rating)
    visit = _visit(patient, report, edition, around, by=by, at=at, public_id=public_id or new_public_id())
    with dues.held_open(patient.id):
        db.session.add(visit)
        visit.next_visit_on = follow_visit(visit, patient, around, at=at)
        if not visit.is_attempt:
            proposal_facts.after_visit(visit, by=by, at=at, around=around)
    audit_chain.record("visit:record", at=at, by=by, kind="visit", subject=visit.public_id)
    return visit


def correct_visit(old: Visit, report: VisitReport, reason: str, *, by: Viewer, at: datetime) -> Visit:
    """Put a corrected visit in place of one stored today by the same author; the old values stay.

    It is scored with the old one's edition and rating. A proposal that rests on the old one goes back to its
    author. Raises RuleBroken on another day, for another person and for a visit that was corrected already.
    """
    patient = proposal_rounds.locked_patient(old.patient_id)
    db.session.refresh(old)
    today = beijing_date(at)
    check_correctable(
        author_id=old.author_id,
        account_id=by.account_id,
        entered_on=beijing_date(old.entered_at),
        today=today,
    )
    if old.superseded_at is not None:
        raise RuleBroken("这次随访已经更正过，请打开更正后的那一次")
    if not reason.strip():
        raise RuleBroken("请填写更正的原因", "correction_reason")
    edition, rating = edition_of(old.edition_id), rating_of(old.rating_id)
    _check(report, edition, patient, by, today)
    old.superseded_at = at
    around = replace(around_visit(patient.id, report.visit_date), rating=rating)
    visit = _visit(
        patient,
        report,
        edition,
        around,
        by=by,
        at=at,
        corrects_id=old.id,
        correction_reason=reason.strip(),
    )
    db.session.add(visit)
    undo_consequences(old, closed_by=("visit", visit.id), at=at)
    visit.next_visit_on = follow_visit(visit, patient, around, at=at)
    if not (old.is_attempt and visit.is_attempt):
        proposal_facts.after_correction(old, visit, by=by, at=at)
    audit_chain.record("visit:correct", at=at, by=by, kind="visit", subject=visit.public_id)
    return visit


def _check(report: VisitReport, edition: Edition, patient: Patient, by: Viewer, today: date) -> None:
    check_visit(
        report,
        edition.sheet,
        today=today,
        backdating_days=policies.clocks_of(by.unit_path, today).days["visit_backdating"],
        birth_date=patient.birth_date,
    )


def _refuse_old_form(report: VisitReport, edition: Edition, rating: Rating | None) -> None:
    if report.edition_shown is not None and report.edition_shown != edition.public_id:
        raise SheetChanged("积分表换了新版，还没有保存；请看过新的积分再提交")
    if report.rating_shown is not None and report.rating_shown != (rating.public_id if rating else ""):
        raise SheetChanged("危险性评估有了变化，还没有保存；请看过新的积分再提交", "danger")


def _visit(
    patient: Patient,
    report: VisitReport,
    edition: Edition,
    around: Around,
    *,
    by: Viewer,
    at: datetime,
    **more: Any,
) -> Visit:
    """The row with its number and key, not yet in the session."""
    today, units, rating = beijing_date(at), around.units, around.rating
    number, key = numbers.next_number_and_key(units.village.id, "visit", today.year, Visit.__tablename__)
    return Visit(
        id=key,
        number=f"SF-{units.village.code}-{today.year}-{number:04d}",
        patient_id=patient.id,
        unit_id=units.village.id,
        author_id=by.account_id,
        author_appointment_id=by.appointment_id,
        visit_date=report.visit_date,
        entered_at=at,
        manner=report.manner.value,
        seen=[met.value for met in report.met],
        came_along=[companion.value for companion in report.came_along],
        control=report.control.value,
        is_attempt=report.is_attempt,
        not_met_reason=report.not_met_reason.strip() or None,
        answers={item: list(codes) for item, codes in report.answers.items()},
        other_words=report.other_words.strip() or None,
        edition_id=edition.id,
        rating_id=rating.id if rating else None,
        medicine_days=report.medicine_days,
        agreed=report.agreed.strip() or None,
        notes=report.notes.strip() or None,
        in_force_level=patient.level,
        **({} if report.is_attempt else _scored(report, edition, rating, patient)),
        **more,
    )


def _scored(report: VisitReport, edition: Edition, rating: Rating | None, patient: Patient) -> dict[str, Any]:
    score = score_visit(report.answers, edition.sheet, rating.used if rating else None)
    suggested = suggestion(score, RiskLevel(patient.level) if patient.level else None)
    return {
        "points": score.points,
        "shown_level": score.level.value,
        "suggested_level": suggested.level.value if suggested.level else None,
        "incomplete": score.incomplete,
        "score_record": score_to_record(score),
    }
