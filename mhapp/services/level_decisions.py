"""Audit (初审) and determination (认定): agree, return, refuse, or determine another level (R2, R7, R8, R10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_change import (
    Determination,
    Meeting,
    Specialist,
    check_determination,
    refuse_days_to_come,
)
from mhapp.domain.level_route import Exit, Route, Target
from mhapp.domain.paper_decision import PaperStep, check_paper
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.proposal import (
    Action,
    ProposalStatus,
    StepTaken,
    next_status,
    office_of,
    refuse_second_step,
)
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import LevelDecision, LevelProposal, Patient, ProposalStep
from mhapp.services import audit_chain, proposal_rounds
from mhapp.services.level_in_force import put_in_force
from mhapp.services.proposal_endings import close_without_determination
from mhapp.services.proposal_facts import refuse_unread_facts
from mhapp.services.proposal_words import check_specialist_words


class Outcome(StrEnum):
    """What an office decides on a step. The words stand on the form, which names the level."""

    AGREE = "agree"
    OTHER = "other"
    """Determine another level than the proposed one."""
    RETURN = "return"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Decision:
    """What an office decides. `level`: determined instead (OTHER), or advised (RETURN)."""

    outcome: Outcome
    opinion: str
    level: RiskLevel | None = None
    judged_with: str = ""
    specialist: Specialist | None = None
    meeting: Meeting | None = None


def open_step(proposal: LevelProposal) -> str:
    """The open step as a form carries it, so that a decision on an old page is noticed: `determine.2`."""
    return f"{proposal.status}.{proposal.round}"


def decide(
    proposal: LevelProposal,
    decision: Decision,
    *,
    seen_step: str,
    by: Viewer,
    at: datetime,
    paper: PaperStep | None = None,
) -> ProposalStep:
    """Take the open step. Raises StepTaken where another was faster, RuleBroken where a rule says no.

    `paper`: it was stamped on paper; the office whose step it is enters that, or the county on its behalf.
    """
    patient = proposal_rounds.lock_patient_of(proposal)
    if open_step(proposal) != seen_step:
        raise StepTaken("这一步已经有人办理，请看最新的经过")
    route = proposal_rounds.route_of(proposal)
    status = ProposalStatus(proposal.status)
    office = office_of(status, route)
    if office is not by.role and not (paper and office and by.role is Role.COUNTY_OFFICE):
        raise RuleBroken(f"这一步由{office.label if office else '提出人'}办理")
    refuse_second_step(proposal_rounds.standing_of(proposal), by.account_id)
    refuse_unread_facts(proposal, by.account_id)
    proposal_rounds.require_words(decision.opinion, "请填写意见", "opinion")
    if paper is not None:
        paper = check_paper(paper, today=beijing_date(at), last_on=last_determined_on(patient.id))
    refuse_days_to_come(beijing_date(at), meeting=decision.meeting, specialist=decision.specialist)
    if decision.outcome in {Outcome.RETURN, Outcome.REFUSE}:
        step = _close_or_return(proposal, decision, status, route, by=by, at=at)
    elif PatientStatus(patient.status).is_over and route.target is not Exit.DEATH:
        raise RuleBroken(
            "患者已登记去世，不再认定级别：请退回，由提出人改为因去世出库，或者不同意", "outcome"
        )
    elif status is ProposalStatus.AUDIT:
        step = _agree_at_audit(proposal, decision, route, paper, by=by, at=at)
    else:
        step = _determine(proposal, patient, decision, office or by.role, paper, by=by, at=at)
    audit_chain.record(
        f"level_change:{status.value}_{decision.outcome.value}",
        at=at, by=by, kind="level_proposal", subject=proposal.public_id,
    )  # fmt: skip
    return step


def _close_or_return(
    proposal: LevelProposal,
    decision: Decision,
    status: ProposalStatus,
    route: Route,
    *,
    by: Viewer,
    at: datetime,
) -> ProposalStep:
    to = next_status(status, Action(decision.outcome.value), route)
    step = proposal_rounds.add_step(
        proposal, status.value, decision.outcome.value, by=by, at=at, opinion=decision.opinion,
        level=decision.level,
    )  # fmt: skip
    if to.is_open:
        proposal_rounds.move_to(proposal, to, by_step=step, at=at)
    else:
        close_without_determination(proposal, to, step, at=at)
    return step


def _agree_at_audit(
    proposal: LevelProposal,
    decision: Decision,
    route: Route,
    paper: PaperStep | None,
    *,
    by: Viewer,
    at: datetime,
) -> ProposalStep:
    if decision.outcome is Outcome.OTHER:
        raise RuleBroken("初审不能另定级别，请退回并写明建议的级别", "outcome")
    step = proposal_rounds.add_step(
        proposal, "audit", "agree", by=by, at=at, opinion=decision.opinion, level=route.target,
        details=_on_paper(paper),
    )  # fmt: skip
    _keep_what_is_new(proposal, decision, at)
    to = next_status(ProposalStatus.AUDIT, Action.AGREE, route)
    proposal_rounds.move_to(proposal, to, by_step=step, at=at)
    return step


def _determine(
    proposal: LevelProposal,
    patient: Patient,
    decision: Decision,
    office: Role,
    paper: PaperStep | None,
    *,
    by: Viewer,
    at: datetime,
) -> ProposalStep:
    proposed = proposal_rounds.target_of(proposal)
    determined = _determined(proposed, decision)
    _keep_what_is_new(proposal, decision, at)
    citation = proposal.citation or {}
    specialist = Specialist.from_record(proposal.specialist)
    route = check_determination(
        Determination(
            role=office,
            in_force=proposal_rounds.level_in_force(patient),
            proposed=proposed,
            determined=determined,
            suggested=RiskLevel(proposal.suggested_level) if proposal.suggested_level else None,
            opinion=decision.opinion,
            judged_with=proposal.judged_with or "",
            specialist=specialist,
            two_falls="two_falls" in citation,
            meeting=Meeting.from_record(citation.get("meeting")) or decision.meeting,
        )
    )
    step = proposal_rounds.add_step(
        proposal, "determine", "agree", by=by, at=at, opinion=decision.opinion, level=determined,
        details=(_details(proposal, decision) or {}) | (_on_paper(paper) or {}) or None,
    )  # fmt: skip
    proposal_rounds.move_to(proposal, ProposalStatus.DETERMINED, by_step=step, at=at)
    put_in_force(
        patient, route, proposal=proposal, reason=decision.opinion, judged_with=proposal.judged_with or "",
        specialist=specialist, by=by, at=at, paper=paper,
    )  # fmt: skip
    return step


def _on_paper(paper: PaperStep | None) -> dict[str, Any] | None:
    return {"paper": paper.to_record()} if paper else None


def last_determined_on(patient_id: int, *, beside: LevelDecision | None = None) -> date | None:
    """The day of the latest determination on record, on paper or here, that no other one corrects.

    None where there is none; `beside` is left out.
    """
    corrected = select(LevelDecision.corrects_id).where(
        LevelDecision.patient_id == patient_id, LevelDecision.corrects_id.is_not(None)
    )
    return db.session.scalar(
        select(func.max(LevelDecision.effective_on)).where(
            LevelDecision.patient_id == patient_id,
            LevelDecision.id.not_in(corrected),
            LevelDecision.id != (beside.id if beside else 0),
        )
    )


def _determined(proposed: Target, decision: Decision) -> Target:
    if decision.outcome is Outcome.AGREE:
        return proposed
    if decision.level is None:
        raise RuleBroken("请选择认定的级别", "level")
    return decision.level


def _keep_what_is_new(proposal: LevelProposal, decision: Decision, at: datetime) -> None:
    """Who judged together and the specialist's opinion may come with any step; the proposal holds the latest."""
    if decision.judged_with.strip():
        proposal.judged_with = decision.judged_with.strip()
    if decision.specialist is None:
        return
    if decision.specialist.asked_on is None or decision.specialist.words:
        check_specialist_words(decision.specialist, at)
    proposal.specialist = decision.specialist.to_record()


def _details(proposal: LevelProposal, decision: Decision) -> dict[str, object]:
    return {
        "judged_with": proposal.judged_with,
        "specialist": proposal.specialist,
        "meeting": decision.meeting.to_record() if decision.meeting else None,
    }
