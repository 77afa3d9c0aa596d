"""New facts while a proposal is open: attached, and opened before the next step (R11)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import exists, select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_change import is_higher_fact, needs_reassessment, suggestion_is_open
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.proposal import ProposalStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.domain.visit_record import score_from_record
from mhapp.models import (
    DangerRating,
    LevelProposal,
    Patient,
    ProposalFact,
    ProposalFactReading,
    Visit,
)
from mhapp.queries import policies
from mhapp.queries.responsibilities import UnitsOfPerson, units_of
from mhapp.queries.visit_surroundings import Around
from mhapp.services import dues, proposal_rounds


def after_visit(visit: Visit, *, by: Viewer, at: datetime, around: Around | None = None) -> None:
    """What a visit does to the level: an answer falls due, or the open proposal gets a new fact (R11).

    `around` spares the questions to who has asked them already.
    """
    patient = db.session.get_one(Patient, visit.patient_id)
    if PatientStatus(patient.status).is_over:
        return
    none_open = around is not None and not around.proposal_is_open
    proposal = None if none_open else proposal_rounds.open_proposal_of(patient.id)
    suggested = RiskLevel(visit.suggested_level) if visit.suggested_level else None
    if proposal and _is_new_fact(visit, suggested, proposal):
        words = f"初判{suggested.colour_word}" if suggested else "出现需要复评的症状"
        _attach(proposal, "visit", visit.id, f"{_short(visit.visit_date)}随访，{words}", at)
    target = proposal_rounds.target_of(proposal) if proposal else None
    if suggestion_is_open(suggested, proposal_rounds.level_in_force(patient), target, answered=False):
        _owe_an_answer(visit, suggested, around.units if around else units_of(patient.id), at)


def after_correction(old: Visit, new: Visit, *, by: Viewer, at: datetime) -> None:
    """A correction under an open proposal that rests on the visit returns the proposal to its author."""
    close_answer_due(old, closed_by=("visit", new.id), at=at)
    proposal = proposal_rounds.open_proposal_of(old.patient_id)
    if proposal is not None and rests_on(proposal, old.id):
        step = proposal_rounds.add_step(
            proposal, "correction", "return", by=by, at=at, opinion="所依据的随访已更正，退回提出人核对",
            details={"visit_id": new.id}, is_step=False,
        )  # fmt: skip
        proposal.visit_id, proposal.suggested_level = new.id, new.suggested_level
        proposal_rounds.move_to(proposal, ProposalStatus.RETURNED, by_step=step, at=at)
    after_visit(new, by=by, at=at)


def after_rating(rating: DangerRating, *, at: datetime) -> None:
    """A danger rating higher than the one before is a new fact for an open proposal."""
    proposal = proposal_rounds.open_proposal_of(rating.patient_id)
    if proposal is None:
        return
    before = db.session.scalar(
        select(DangerRating.level)
        .where(DangerRating.patient_id == rating.patient_id, DangerRating.id != rating.id)
        .order_by(DangerRating.rated_on.desc(), DangerRating.id.desc())
        .limit(1)
    )
    if before is None or rating.level > before:
        words = f"{_short(rating.rated_on)}危险性评估{rating.level}级"
        _attach(proposal, "danger_rating", rating.id, words, at)


def open_fact(fact: ProposalFact, *, by: Viewer, at: datetime) -> None:
    """Note that somebody has opened a fact."""
    # Opened twice in one moment, it is still noted once.
    db.session.execute(
        db.insert(ProposalFactReading)
        .values(fact_id=fact.id, account_id=by.account_id, at=at)
        .on_conflict_do_nothing(index_elements=["fact_id", "account_id"])
    )


def refuse_unread_facts(proposal: LevelProposal, account_id: int) -> None:
    """Raises RuleBroken while a fact of the proposal has not been opened by who is about to take a step."""
    unread = db.session.scalar(
        select(ProposalFact.summary)
        .where(
            ProposalFact.proposal_id == proposal.id,
            ~exists().where(
                ProposalFactReading.fact_id == ProposalFact.id, ProposalFactReading.account_id == account_id
            ),
        )
        .order_by(ProposalFact.id)
        .limit(1)
    )
    if unread:
        raise RuleBroken(f"提出以后有新情况（{unread}），请先打开看过再办理")


def close_answer_due(visit: Visit, *, closed_by: dues.RecordKey, at: datetime) -> None:
    """A suggestion that no longer stands asks for no answer."""
    dues.close_dues(
        visit.patient_id,
        {DueKind.SUGGESTION_ANSWER},
        closed_by=closed_by,
        started_by=("visit", visit.id),
        at=at,
    )


def _is_new_fact(visit: Visit, suggested: RiskLevel | None, proposal: LevelProposal) -> bool:
    signs = {sign.name for sign in score_from_record(visit.score_record).signs} if visit.score_record else ()
    higher = is_higher_fact(suggested, proposal_rounds.target_of(proposal))
    return higher or (needs_reassessment(signs) and visit.id != proposal.visit_id)


def _attach(proposal: LevelProposal, kind: str, record_id: int, summary: str, at: datetime) -> None:
    db.session.add(
        ProposalFact(proposal_id=proposal.id, kind=kind, record_id=record_id, summary=summary, attached_at=at)
    )
    db.session.flush()


def _owe_an_answer(visit: Visit, suggested: RiskLevel | None, units: UnitsOfPerson, at: datetime) -> None:
    """By the end of the next working day; a newer suggestion at least as high takes the older one's place."""
    for due in dues.open_dues_of(visit.patient_id, {DueKind.SUGGESTION_ANSWER}):
        older = db.session.get(Visit, due.started_by_id)
        if older and older.suggested_level and suggested and RiskLevel(older.suggested_level) <= suggested:
            dues.close(due, closed_by=("visit", visit.id), at=at)
    today = beijing_date(at)
    clocks = policies.clocks_of(units.county.path, today)
    dues.open_due(
        DueKind.SUGGESTION_ANSWER,
        patient_id=visit.patient_id,
        unit_id=units.village.id,
        role=Role.VILLAGE_CADRE,
        started_by=("visit", visit.id),
        due_on=clocks.working_due(
            "suggestion_answer", today, policies.calendar_of(units.county.path, today)
        ).day,
        at=at,
    )


def rests_on(proposal: LevelProposal, visit_id: int) -> bool:
    """Whether a proposal that is on its way cites a visit or came from its suggestion."""
    cited = (proposal.citation or {}).get("two_falls", [])
    return proposal.status != ProposalStatus.RETURNED and (proposal.visit_id == visit_id or visit_id in cited)


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
