"""What follows when a proposal ends without a determination: withdrawn or refused."""

from __future__ import annotations

from datetime import datetime

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.proposal import ProposalStatus
from mhapp.domain.roles import Role
from mhapp.models import LevelProposal, Patient, ProposalStep
from mhapp.queries.responsibilities import units_of
from mhapp.services import dues, proposal_rounds
from mhapp.services.visit_dues import renew_visit_due

REVIEW_DUES = frozenset({DueKind.LEVEL_REVIEW, DueKind.FIRST_DETERMINATION})
"""Closed by a proposal (domain §5), owed again when it ends without a determination."""


def close_without_determination(
    proposal: LevelProposal, status: ProposalStatus, step: ProposalStep, *, at: datetime
) -> None:
    """End a proposal: what its opening closed or brought forward is owed again, on its old date."""
    proposal_rounds.move_to(proposal, status, by_step=step, at=at)
    patient = db.session.get_one(Patient, proposal.patient_id)
    caused_by = ("proposal_step", step.id)
    if PatientStatus(patient.status).has_left:
        return
    for due in dues.dues_closed_by(("level_proposal", proposal.id), REVIEW_DUES)[-1:]:
        dues.open_due(
            DueKind(due.kind),
            patient_id=patient.id,
            unit_id=units_of(patient.id).village.id,
            role=Role(due.owed_by_role),
            started_by=caused_by,
            due_on=due.due_on,
            at=at,
        )
    renew_visit_due(patient, caused_by=caused_by, at=at, on=beijing_date(at))
