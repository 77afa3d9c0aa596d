"""A visit entered for the wrong person is moved to the right one: the old row stays, superseded, with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.mending import check_visit_move
from mhapp.domain.proposal import ProposalStatus
from mhapp.domain.viewer import Viewer
from mhapp.models import Patient, Visit
from mhapp.queries.danger_ratings import rating_of
from mhapp.queries.responsibilities import units_of
from mhapp.queries.visit_surroundings import around_visit
from mhapp.services import audit_chain, numbers, proposal_facts, proposal_rounds
from mhapp.services.visit_consequences import follow_visit, undo_consequences
from mhapp.services.visit_dues import renew_visit_due

NOT_COPIED = frozenset({"id", "public_id", "number", "patient_id", "unit_id", "superseded_at", "corrects_id"})


def move_visit(visit: Visit, right: Patient, reason: str, *, by: Viewer, at: datetime) -> Visit:
    """Copy a visit to the person it was of, scored as it was; both people's dues are worked out again.

    A proposal that rests on it goes back to its author. Raises RuleBroken where it may not be moved.
    """
    wrong = db.session.get_one(Patient, visit.patient_id)
    for record in sorted({wrong.id, right.id}):
        proposal_rounds.locked_patient(record)
    db.session.refresh(visit)
    check_visit_move(
        role=by.role,
        account_id=by.account_id,
        author_id=visit.author_id,
        superseded=visit.superseded_at is not None,
        same_person=wrong.id == right.id,
        reason=reason,
    )
    visit.superseded_at = at
    copy = _copied(visit, right, reason, at)
    this = ("visit", copy.id)
    undo_consequences(visit, closed_by=this, at=at)
    proposal_facts.close_answer_due(visit, closed_by=this, at=at)
    _return_what_rests_on(visit, by=by, at=at)
    renew_visit_due(wrong, caused_by=this, at=at, on=beijing_date(at))
    around = replace(around_visit(right.id, copy.visit_date), rating=rating_of(copy.rating_id))
    copy.next_visit_on = follow_visit(copy, right, around, at=at)
    if not copy.is_attempt:
        proposal_facts.after_visit(copy, by=by, at=at)
    audit_chain.record("visit:move", at=at, by=by, kind="visit", subject=copy.public_id)
    return copy


def _copied(visit: Visit, right: Patient, reason: str, at: datetime) -> Visit:
    units, year = units_of(right.id), beijing_date(at).year
    number = numbers.next_number(units.village.id, "visit", year)
    columns: dict[str, Any] = {
        column.name: getattr(visit, column.name)
        for column in Visit.__table__.columns
        if column.name not in NOT_COPIED
    }
    copy = Visit(
        **columns
        | {
            "number": f"SF-{units.village.code}-{year}-{number:04d}",
            "patient_id": right.id,
            "unit_id": units.village.id,
            "correction_reason": reason.strip(),
            "moved_from_id": visit.id,
        }
    )
    db.session.add(copy)
    db.session.flush()
    return copy


def _return_what_rests_on(visit: Visit, *, by: Viewer, at: datetime) -> None:
    proposal = proposal_rounds.open_proposal_of(visit.patient_id)
    if proposal is None or not proposal_facts.rests_on(proposal, visit.id):
        return
    step = proposal_rounds.add_step(
        proposal, "correction", "return", by=by, at=at, opinion="所依据的随访登记错了人，退回提出人核对",
        is_step=False,
    )  # fmt: skip
    proposal.visit_id = proposal.suggested_level = None
    proposal_rounds.move_to(proposal, ProposalStatus.RETURNED, by_step=step, at=at)
