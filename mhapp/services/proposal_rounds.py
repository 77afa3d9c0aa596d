"""What every act on a proposal shares: the person's lock, the round's standing, its step rows and its dues."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_route import Exit, Route, Target, route_for
from mhapp.domain.proposal import ProposalStatus, Standing, office_of
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import LevelProposal, Patient, ProposalStep
from mhapp.queries import policies
from mhapp.queries.level_change_history import standing_from
from mhapp.queries.responsibilities import units_of
from mhapp.services import dues

WAITING = frozenset({DueKind.AUDIT, DueKind.DETERMINE, DueKind.RESUBMIT})
"""The dues an open proposal can stand under; one at a time."""


def lock_patient(patient: Patient) -> Patient:
    """Read the person again under the write lock: whatever changes about somebody waits here, on PostgreSQL too."""
    db.session.refresh(patient, with_for_update=None if db.is_sqlite() else {"key_share": True})
    return patient


def locked_patient(patient_id: int) -> Patient:
    """The person as they are now, read and locked in one statement; for who has not loaded them yet."""
    lock = None if db.is_sqlite() else {"key_share": True}
    return db.session.get_one(Patient, patient_id, populate_existing=True, with_for_update=lock)


def lock_patient_of(proposal: LevelProposal) -> Patient:
    """Lock the person, then read the proposal again, so that of two deciders one sees what the other did."""
    patient = locked_patient(proposal.patient_id)
    db.session.refresh(proposal)
    return patient


def target_of(proposal: LevelProposal) -> Target:
    """What the proposal asks for."""
    return RiskLevel(proposal.target_level) if proposal.target_level else Exit(proposal.exit_ground or "")


def level_in_force(patient: Patient) -> RiskLevel | None:
    """The determined level; None while there is none."""
    return RiskLevel(patient.level) if patient.level else None


def route_of(proposal: LevelProposal) -> Route:
    """The way the proposal goes, from the level that was in force when it was made."""
    in_force = RiskLevel(proposal.from_level) if proposal.from_level else None
    return route_for(in_force, target_of(proposal))


def steps_of(proposal: LevelProposal) -> list[ProposalStep]:
    """Everything that was done to the proposal, oldest first."""
    return list(
        db.session.scalars(
            select(ProposalStep).where(ProposalStep.proposal_id == proposal.id).order_by(ProposalStep.id)
        )
    )


def standing_of(proposal: LevelProposal) -> Standing:
    """Who proposed and who has stepped in the present round (R7)."""
    return standing_from(proposal, steps_of(proposal))


def add_step(
    proposal: LevelProposal,
    step: str,
    action: str,
    *,
    by: Viewer,
    at: datetime,
    opinion: str,
    level: Target | None = None,
    details: dict[str, Any] | None = None,
    is_step: bool = True,
) -> ProposalStep:
    """Write one act, which is never changed. `is_step`: whether it counts for R7."""
    row = ProposalStep(
        proposal_id=proposal.id,
        round=proposal.round,
        step=step,
        action=action,
        is_step=is_step,
        account_id=by.account_id,
        role=by.role.value,
        unit_id=by.unit_id,
        at=at,
        opinion=opinion.strip(),
        level=level.value if isinstance(level, RiskLevel) else None,
        details=details,
    )
    db.session.add(row)
    db.session.flush()
    return row


def move_to(proposal: LevelProposal, status: ProposalStatus, *, by_step: ProposalStep, at: datetime) -> None:
    """Set where the proposal stands, and who owes the next step by when. The only place that sets a status."""
    proposal.status = status.value
    dues.close_dues(
        proposal.patient_id,
        WAITING,
        closed_by=("proposal_step", by_step.id),
        started_by=("level_proposal", proposal.id),
        at=at,
    )
    if status.is_open:
        _owe_next_step(proposal, status, at)
    else:
        proposal.closed_at = at
    db.session.flush()


def _owe_next_step(proposal: LevelProposal, status: ProposalStatus, at: datetime) -> None:
    units, today = units_of(proposal.patient_id), beijing_date(at)
    kind, limit = {
        ProposalStatus.AUDIT: (DueKind.AUDIT, "audit"),
        ProposalStatus.DETERMINE: (DueKind.DETERMINE, "determine"),
        ProposalStatus.RETURNED: (DueKind.RESUBMIT, "takeover"),
    }[status]
    role = office_of(status, route_of(proposal))
    if role is None:
        unit_id, role = _proposer_of(proposal)
    else:
        unit_id = (units.township if role is Role.TOWNSHIP_REVIEWER else units.county).id
    clocks = policies.clocks_of(units.county.path, today)
    calendar = policies.calendar_of(units.county.path, today)
    dues.open_due(
        kind,
        patient_id=proposal.patient_id,
        unit_id=unit_id,
        role=role,
        started_by=("level_proposal", proposal.id),
        due_on=clocks.working_due(limit, today, calendar).day,
        at=at,
    )


def _proposer_of(proposal: LevelProposal) -> tuple[int, Role]:
    """The unit and role that answer for the present round."""
    last = [step for step in steps_of(proposal) if step.step == "propose"][-1]
    return last.unit_id, Role(last.role)


def open_proposal_of(patient_id: int) -> LevelProposal | None:
    """The person's open proposal; there is one at most (R8)."""
    return db.session.scalar(_OPEN, {"patient_id": patient_id})


# Built once: every act on a person asks.
_OPEN = select(LevelProposal).where(
    LevelProposal.patient_id == bindparam("patient_id"), LevelProposal.closed_at.is_(None)
)


def require_words(words: str, message: str, field: str) -> None:
    """Raises RuleBroken at `field` where nothing was written."""
    if not words.strip():
        raise RuleBroken(message, field)
