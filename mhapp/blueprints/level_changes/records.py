"""From an opaque id in a URL to a proposal, decision, fact or visit in the viewer's scope."""

from __future__ import annotations

from sqlalchemy import select

from mhapp import db
from mhapp.domain.viewer import Viewer
from mhapp.models import LevelDecision, LevelProposal, ProposalFact, Visit
from mhapp.queries.level_changes import decisions_seen_by, proposals_seen_by, visits_seen_by
from mhapp.web.records import one_or_none


def proposal_from_url(viewer: Viewer, proposal_id: str) -> LevelProposal | None:
    """A proposal about a person in scope."""
    return one_or_none(
        proposals_seen_by(viewer).where(LevelProposal.public_id == proposal_id), lock=LevelProposal
    )


def decision_from_url(viewer: Viewer, decision_id: str) -> LevelDecision | None:
    """A decision about a person in scope."""
    return one_or_none(
        decisions_seen_by(viewer).where(LevelDecision.public_id == decision_id), lock=LevelDecision
    )


def visit_from_url(viewer: Viewer, visit_id: str) -> Visit | None:
    """A visit to a person in scope."""
    return one_or_none(visits_seen_by(viewer).where(Visit.public_id == visit_id), lock=Visit)


def fact_from_url(
    viewer: Viewer, proposal_id: str, fact_id: str
) -> tuple[LevelProposal, ProposalFact] | None:
    """A fact attached to a proposal in scope."""
    proposal = proposal_from_url(viewer, proposal_id)
    if proposal is None:
        return None
    fact = db.session.scalar(
        select(ProposalFact).where(ProposalFact.public_id == fact_id, ProposalFact.proposal_id == proposal.id)
    )
    return (proposal, fact) if fact else None
