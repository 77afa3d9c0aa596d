"""From an opaque id in a URL to a proposal, decision or fact in the viewer's scope."""

from __future__ import annotations

from sqlalchemy import select

from mhapp import db
from mhapp.domain.viewer import Viewer
from mhapp.models import LevelDecision, LevelProposal, ProposalFact
from mhapp.queries.level_changes import decisions_seen_by, proposals_seen_by
from mhapp.web.records import one_about_a_person


def proposal_from_url(viewer: Viewer, proposal_id: str) -> LevelProposal | None:
    """A proposal about a person in scope."""
    return one_about_a_person(proposals_seen_by(viewer).where(LevelProposal.public_id == proposal_id))


def decision_from_url(viewer: Viewer, decision_id: str) -> LevelDecision | None:
    """A decision about a person in scope."""
    return one_about_a_person(decisions_seen_by(viewer).where(LevelDecision.public_id == decision_id))


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
