"""Proposing a level (提出), proposing it again, and taking it back (R8, R9)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.exit_proof import check_proof
from mhapp.domain.level_change import Meeting, Specialist, check_citation, refuse_days_to_come
from mhapp.domain.level_route import Cites, Exit, Route, Target, route_for
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.proposal import Action, first_status, next_status, refuse_resubmission, refuse_withdrawal
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Appointment, FilePage, LevelProposal, Patient, ProposalStep, Visit
from mhapp.queries.proposing import refused_after_death
from mhapp.queries.responsibilities import units_of
from mhapp.queries.visit_facts import two_falls_of
from mhapp.services import audit_chain, dues, numbers, proposal_rounds
from mhapp.services.proposal_endings import REVIEW_DUES, close_without_determination
from mhapp.services.visit_dues import renew_visit_due


@dataclass(frozen=True)
class Asked:
    """What a member of the care team asks for.

    `two_falls`: it rests on them; `meeting`: or on a meeting's record. `grounds`: the proof of a direct exit, or
    the conditions of 撤管, in words; `proof`: the page of the file that shows the proof, by its public id; a new
    round keeps the page of the last one. `specialist`: the opinion, or the day it was asked.
    """

    target: Target
    reason: str
    two_falls: bool = False
    meeting: Meeting | None = None
    grounds: str = ""
    proof: str = ""
    specialist: Specialist | None = None
    judged_with: str = ""


def propose(patient: Patient, asked: Asked, *, by: Viewer, at: datetime) -> LevelProposal:
    """Propose a level for a person. Raises RuleBroken where one is open, or where the row's grounds are missing."""
    proposal_rounds.lock_patient(patient)
    if proposal_rounds.open_proposal_of(patient.id):
        raise RuleBroken("这位患者已有一件级别变更在办，请等它办结，或在那一件里写补充意见")
    _refuse_level_after_death(patient, asked.target)
    village, today = units_of(patient.id).village, beijing_date(at)
    route = route_for(proposal_rounds.level_in_force(patient), asked.target)
    refuse_days_to_come(today, meeting=asked.meeting, specialist=asked.specialist)
    proposal = LevelProposal(
        number=f"JB-{village.code}-{today.year}-{numbers.next_number(village.id, 'proposal', today.year):04d}",
        patient_id=patient.id,
        unit_id=village.id,
        from_level=patient.level,
        round=1,
        status=first_status(route).value,
        opened_at=at,
        **_columns(patient, route, asked, by),
    )
    db.session.add(proposal)
    db.session.flush()
    _begin_round(proposal, patient, route, asked, "propose", by=by, at=at)
    return proposal


def resubmit(proposal: LevelProposal, asked: Asked, *, by: Viewer, at: datetime) -> None:
    """Send a returned proposal again as a new round, perhaps with another level, from its first step (R8)."""
    patient = proposal_rounds.lock_patient_of(proposal)
    standing, today = proposal_rounds.standing_of(proposal), beijing_date(at)
    asked = replace(asked, proof=asked.proof or proof_kept(proposal, asked.target))
    _refuse_level_after_death(patient, asked.target)
    route = route_for(proposal_rounds.level_in_force(patient), asked.target)
    next_status(standing.status, Action.RESUBMIT, route)
    refuse_resubmission(
        standing,
        by.account_id,
        proposer_left=has_left(proposal, today),
        takeover_from=takeover_from(proposal) or today,
        today=today,
    )
    refuse_days_to_come(today, meeting=asked.meeting, specialist=asked.specialist)
    for name, value in _columns(patient, route, asked, by).items():
        setattr(proposal, name, value)
    proposal.round += 1
    _begin_round(proposal, patient, route, asked, "resubmit", by=by, at=at)


def proof_kept(proposal: LevelProposal, target: Target | None) -> str:
    """The page that showed the proof in the last round; "" without one, for another ground, or taken out since."""
    page_id = (proposal.citation or {}).get("proof", "")
    if not page_id or target is None or target != proposal.exit_ground:
        return ""
    counts = select(FilePage.id).where(FilePage.public_id == page_id, FilePage.withdrawn_at.is_(None))
    return page_id if db.session.scalar(counts) else ""


def _refuse_level_after_death(patient: Patient, target: Target) -> None:
    if refused := refused_after_death(patient):
        raise RuleBroken(refused)
    if patient.status == PatientStatus.DEAD and target is not Exit.DEATH:
        raise RuleBroken("患者已登记去世，只能提出因去世出库", "target")


def withdraw(proposal: LevelProposal, reason: str, *, by: Viewer, at: datetime) -> None:
    """Take a proposal back, before the first other step or after a return (R8)."""
    proposal_rounds.lock_patient_of(proposal)
    standing = proposal_rounds.standing_of(proposal)
    status = next_status(standing.status, Action.WITHDRAW, proposal_rounds.route_of(proposal))
    refuse_withdrawal(standing, by.account_id)
    proposal_rounds.require_words(reason, "请写明为什么撤回", "reason")
    step = proposal_rounds.add_step(
        proposal, "withdraw", "withdraw", by=by, at=at, opinion=reason, is_step=False
    )
    close_without_determination(proposal, status, step, at=at)
    audit_chain.record(
        "level_change:withdraw", at=at, by=by, kind="level_proposal", subject=proposal.public_id
    )


def has_left(proposal: LevelProposal, today: date) -> bool:
    """Whether the proposer no longer holds the post they proposed in, so that any member may go on (R8)."""
    account = db.session.get_one(Account, proposal.proposer_id)
    appointment = db.session.get(Appointment, proposal.proposer_appointment_id)
    ended = appointment is not None and appointment.until_date is not None and appointment.until_date < today
    return account.disabled_at is not None or ended


def takeover_from(proposal: LevelProposal) -> date | None:
    """The last of the working days a returned proposal is its proposer's; None where none is open."""
    waiting = dues.open_dues_of(
        proposal.patient_id, {DueKind.RESUBMIT}, started_by=("level_proposal", proposal.id)
    )
    return waiting[0].due_on if waiting else None


def _columns(patient: Patient, route: Route, asked: Asked, by: Viewer) -> dict[str, Any]:
    """What a round stores of what was asked, with the suggestion it rests on: the latest scored visit's."""
    proposal_rounds.require_words(asked.reason, "请填写提出的理由", "reason")
    visit = db.session.scalar(
        select(Visit)
        .where(Visit.patient_id == patient.id, Visit.superseded_at.is_(None), Visit.is_attempt.is_(False))
        .order_by(Visit.visit_date.desc(), Visit.id.desc())
        .limit(1)
    )
    is_exit = isinstance(asked.target, Exit)
    return {
        "act": route.act.value,
        "target_level": None if is_exit else asked.target.value,
        "exit_ground": asked.target.value if is_exit else None,
        "proposer_id": by.account_id,
        "proposer_appointment_id": by.appointment_id,
        "visit_id": visit.id if visit else None,
        "suggested_level": visit.suggested_level if visit else None,
        "reason": asked.reason.strip(),
        "citation": _citation(patient, route, asked),
        "judged_with": asked.judged_with.strip() or None,
        "specialist": asked.specialist.to_record() if asked.specialist else None,
    }


def _citation(patient: Patient, route: Route, asked: Asked) -> dict[str, Any] | None:
    """What the row of the table must rest on. Raises RuleBroken where it is missing."""
    if route.row.cites is Cites.TWO_FALLS_OR_MEETING:
        falls = two_falls_of(patient)
        if asked.two_falls and not falls.offered:
            raise RuleBroken(f"不能按两次分值下降提出：{falls.why_not}", "basis")
        check_citation(route, two_falls=asked.two_falls, meeting=asked.meeting)
        if asked.two_falls:
            return {"two_falls": [visit.visit_id for visit in falls.counted]}
        return {"meeting": asked.meeting.to_record()} if asked.meeting else None
    if route.row.cites is Cites.DELISTING_CONDITIONS:
        proposal_rounds.require_words(asked.grounds, "请写明符合哪些撤管条件", "grounds")
        return {"grounds": asked.grounds.strip()}
    if route.row.cites is Cites.PROOF and isinstance(asked.target, Exit):
        check_proof(asked.target, asked.grounds, has_scan=bool(asked.proof))
        shown = {"proof": asked.proof} if asked.proof else {}
        return {"grounds": asked.grounds.strip(), **shown}
    return None


def _begin_round(
    proposal: LevelProposal,
    patient: Patient,
    route: Route,
    asked: Asked,
    action: str,
    *,
    by: Viewer,
    at: datetime,
) -> None:
    details = {"visit_id": proposal.visit_id, **(proposal.citation or {})}
    step: ProposalStep = proposal_rounds.add_step(
        proposal, "propose", action, by=by, at=at, opinion=asked.reason, level=asked.target, details=details
    )
    proposal_rounds.move_to(proposal, first_status(route), by_step=step, at=at)
    caused_by = ("level_proposal", proposal.id)
    dues.close_dues(patient.id, REVIEW_DUES, closed_by=caused_by, at=at)
    _close_answered_suggestions(patient, asked.target, caused_by, at)
    renew_visit_due(patient, caused_by=caused_by, at=at, on=beijing_date(at))
    audit_chain.record(
        f"level_change:{action}", at=at, by=by, kind="level_proposal", subject=proposal.public_id
    )


def _close_answered_suggestions(
    patient: Patient, target: Target, caused_by: dues.RecordKey, at: datetime
) -> None:
    """R11: a suggestion proposed at its level or higher no longer waits for an answer."""
    if isinstance(target, Exit):
        return
    for due in dues.open_dues_of(patient.id, {DueKind.SUGGESTION_ANSWER}):
        visit = db.session.get(Visit, due.started_by_id)
        if visit and visit.suggested_level and RiskLevel(visit.suggested_level) <= target:
            dues.close(due, closed_by=caused_by, at=at)
