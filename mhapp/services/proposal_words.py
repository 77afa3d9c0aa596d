"""Words added to a proposal, and the answer to a suggestion that is not proposed: no steps of R7."""

from __future__ import annotations

from datetime import datetime

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_change import Specialist, refuse_days_to_come
from mhapp.domain.proposal import ProposalStatus
from mhapp.domain.viewer import Viewer
from mhapp.models import LevelProposal, ProposalStep, SuggestionAnswer, Visit
from mhapp.services import audit_chain, dues, proposal_rounds


def add_opinion(proposal: LevelProposal, words: str, *, by: Viewer, at: datetime) -> ProposalStep:
    """Add what another member of the care team has to say (R8)."""
    proposal_rounds.lock_patient_of(proposal)
    if not ProposalStatus(proposal.status).is_open:
        raise RuleBroken("这件级别变更已经办结，不能再写补充意见")
    proposal_rounds.require_words(words, "请填写补充意见", "words")
    step = proposal_rounds.add_step(
        proposal, "opinion", "opinion", by=by, at=at, opinion=words, is_step=False
    )
    audit_chain.record(
        "level_change:opinion", at=at, by=by, kind="level_proposal", subject=proposal.public_id
    )
    return step


def record_specialist(
    proposal: LevelProposal, opinion: Specialist, *, by: Viewer, at: datetime
) -> ProposalStep:
    """Put the specialist's opinion on record, before the determination or when it comes in later (R10)."""
    proposal_rounds.lock_patient_of(proposal)
    check_specialist_words(opinion, at)
    step = proposal_rounds.add_step(
        proposal,
        "opinion",
        "specialist",
        by=by,
        at=at,
        opinion=opinion.words,
        details=opinion.to_record(),
        is_step=False,
    )
    proposal.specialist = opinion.to_record()
    dues.close_dues(
        proposal.patient_id, {DueKind.SPECIALIST_OPINION}, closed_by=("proposal_step", step.id), at=at
    )
    audit_chain.record(
        "level_change:specialist", at=at, by=by, kind="level_proposal", subject=proposal.public_id
    )
    return step


def check_specialist_words(opinion: Specialist, at: datetime) -> None:
    """Raises RuleBroken where an opinion is not whole, or dated after today."""
    if not opinion.is_given:
        raise RuleBroken("请填写专家姓名、医院、日期和意见内容", "specialist_words")
    refuse_days_to_come(beijing_date(at), specialist=opinion)


def answer_suggestion(visit: Visit, reason: str, *, by: Viewer, at: datetime) -> SuggestionAnswer:
    """Say why a visit's suggestion is not proposed for now (R11)."""
    proposal_rounds.require_words(reason, "请写明暂不提出的原因", "reason")
    answer = SuggestionAnswer(visit_id=visit.id, account_id=by.account_id, reason=reason.strip(), at=at)
    db.session.add(answer)
    db.session.flush()
    dues.close_dues(
        visit.patient_id,
        {DueKind.SUGGESTION_ANSWER},
        closed_by=("suggestion_answer", answer.id),
        started_by=("visit", visit.id),
        at=at,
    )
    audit_chain.record("suggestion:answer", at=at, by=by, kind="visit", subject=visit.public_id)
    return answer
