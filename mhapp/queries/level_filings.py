"""A determination as the county files it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from mhapp import db
from mhapp.domain.disclosure import Seen
from mhapp.domain.level_route import Exit
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, LevelDecision, LevelFiling, LevelProposal, Patient, Unit
from mhapp.queries.responsibilities import units_of


@dataclass(frozen=True)
class FilingPage:
    """Fields of disclosure.FIELDS["level_filing"]."""

    public_id: str
    patient_id: str
    proposal_id: str | None
    name: str
    village_name: str
    previous_level: RiskLevel | None
    level: RiskLevel | None
    exit_label: str
    effective_on: date
    decided_by: str
    reason: str
    judged_with: str
    filings: tuple[LevelFiling, ...]


def filing_page(viewer: Viewer, decision: LevelDecision, *, on: date) -> Seen:
    """Read a decision already loaded through the viewer's scope."""
    patient = db.session.get_one(Patient, decision.patient_id)
    decider, unit = db.session.execute(
        select(Account.name, Unit.name)
        .join(Unit, Unit.id == decision.unit_id)
        .where(Account.id == decision.decided_by_id)
    ).one()
    page = FilingPage(
        public_id=decision.public_id,
        patient_id=patient.public_id,
        proposal_id=db.session.scalar(
            select(LevelProposal.public_id).where(LevelProposal.id == decision.proposal_id)
        ),
        name=patient.name,
        village_name=units_of(patient.id).village.name,
        previous_level=RiskLevel(decision.previous_level) if decision.previous_level else None,
        level=RiskLevel(decision.level) if decision.level else None,
        exit_label=Exit(decision.exit_ground).label if decision.exit_ground else "",
        effective_on=decision.effective_on,
        decided_by=f"{unit} {decider}",
        reason=decision.reason,
        judged_with=decision.judged_with or "",
        filings=tuple(db.session.scalars(select(LevelFiling).where(LevelFiling.decision_id == decision.id))),
    )
    return Seen("level_filing", page, viewer.role)
