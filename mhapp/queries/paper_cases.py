"""A level change, first determination or exit as its form prints it: what was asked, judged, said and decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.dated import day_in_words
from mhapp.domain.disclosure import Group, may_see
from mhapp.domain.level_change import Meeting, Specialist
from mhapp.domain.level_route import Exit, Route, Target, route_for
from mhapp.domain.list_entry import ListSystem, lists_seen_by
from mhapp.domain.paper_facts import CaseOnPaper
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    Incident,
    LevelDecision,
    LevelProposal,
    ListEntry,
    Patient,
    ProposalStep,
)
from mhapp.queries.danger_ratings import rating_on
from mhapp.queries.merged_records import records_of
from mhapp.queries.paper_person import person_on_paper
from mhapp.queries.paper_scores import scores_until, signs_of
from mhapp.queries.paper_steps import steps_on_paper
from mhapp.queries.registration_answers import answers_of, incidents_counted, section_of

SYSTEMS = (ListSystem.HEALTH, ListSystem.KEY_PERSON, ListSystem.PRIORITY)
"""The three systems whose entry dates the approval form asks for (forms §6)."""


@dataclass(frozen=True)
class LevelCase:
    """The record of one case: the proposal and, once there is one, its determination; a paper decision alone."""

    patient: Patient
    proposal: LevelProposal | None
    decision: LevelDecision | None

    @property
    def record(self) -> tuple[str, int]:
        """Table and id a paper of this case is issued for."""
        if self.proposal is not None:
            return "level_proposal", self.proposal.id
        assert self.decision is not None
        return "level_decision", self.decision.id

    @property
    def from_level(self) -> RiskLevel | None:
        """The level before."""
        before = self.proposal.from_level if self.proposal else self.decision and self.decision.previous_level
        return RiskLevel(before) if before else None

    @property
    def target(self) -> Target:
        """What is asked for; of a paper decision what it says."""
        row: Any = (
            (self.proposal.target_level, self.proposal.exit_ground)
            if self.proposal
            else self.decision and (self.decision.level, self.decision.exit_ground)
        )
        return RiskLevel(row[0]) if row[0] else Exit(row[1])

    @property
    def determined(self) -> Target | None:
        """What was determined; None while the case is open or where it ended otherwise."""
        if self.decision is None:
            return None
        return (
            RiskLevel(self.decision.level) if self.decision.level else Exit(self.decision.exit_ground or "")
        )

    @property
    def route(self) -> Route:
        """The way the case goes, by what was determined once it is."""
        return route_for(self.from_level, self.determined or self.target)

    def until(self, now: datetime) -> datetime:
        """Up to when what was known belongs to the case."""
        if self.decision is not None:
            return self.decision.decided_at
        return (self.proposal and self.proposal.closed_at) or now


def case_on_paper(viewer: Viewer, case: LevelCase, *, now: datetime) -> CaseOnPaper:
    """A case whose person was loaded through the viewer's scope, for who may see levels."""
    until, proposal, decision = case.until(now), case.proposal, case.decision
    citation = (proposal.citation if proposal else None) or {}
    scores, notice = scores_until(case.patient.id, until)
    rating = rating_on(case.patient.id, beijing_date(until))
    holder: Any = proposal or decision
    return CaseOnPaper(
        person=person_on_paper(viewer, case.patient, on=beijing_date(until)),
        number=proposal.number if proposal else (decision.paper_number if decision else None) or "",
        act=case.route.act,
        from_level=case.from_level,
        from_since=_since(case),
        target=case.target,
        determined=case.determined,
        reason=proposal.reason if proposal else (decision.reason if decision else ""),
        signs=signs_of(case.proposal.visit_id if case.proposal else None, scores),
        suggested=RiskLevel(proposal.suggested_level) if proposal and proposal.suggested_level else None,
        rating=f"{rating.used.level}级（{day_in_words(rating.used.rated_on)}，{rating.used.unit_name}）"
        if rating
        else "",
        incidents=_incidents(case.patient.id, beijing_date(until))
        if may_see(viewer.role, Group.INCIDENTS)
        else None,
        scores=tuple(score for score, _ in scores),
        meeting=_meeting(case, citation),
        judged_with=holder.judged_with or "",
        specialist=Specialist.from_record(holder.specialist),
        basis=_basis(citation),
        steps=steps_on_paper(proposal, decision, case.route),
        informs=case.route.row.informs,
        effective_on=decision.effective_on if decision else None,
        review_by=decision.review_by if decision else None,
        entries=_entries(case, lists_seen_by(viewer.role)) or None,
        stations=_stations(case.patient.id),
        sample_notice=notice,
    )


def cases_of(patient: Patient) -> list[LevelCase]:
    """Every case of a person and of records read with theirs, newest first: proposals with their determinations,
    and paper decisions."""
    decisions = list(
        db.session.scalars(
            select(LevelDecision)
            .where(LevelDecision.patient_id.in_(records_of(patient.id)))
            .order_by(LevelDecision.id.desc())
        )
    )
    by_proposal = {decision.proposal_id: decision for decision in decisions if decision.proposal_id}
    proposals = db.session.scalars(
        select(LevelProposal)
        .where(LevelProposal.patient_id.in_(records_of(patient.id)))
        .order_by(LevelProposal.id.desc())
    )
    cases = [LevelCase(patient, proposal, by_proposal.get(proposal.id)) for proposal in proposals]
    cases += [LevelCase(patient, None, decision) for decision in decisions if decision.proposal_id is None]
    return sorted(cases, key=_moment, reverse=True)


def _moment(case: LevelCase) -> datetime:
    if case.proposal is not None:
        return case.proposal.opened_at
    assert case.decision is not None
    return case.decision.decided_at


def _since(case: LevelCase) -> date | None:
    """Since when the level before was in force: the determination before this case's own."""
    query = select(LevelDecision.effective_on).where(
        LevelDecision.patient_id.in_(records_of(case.patient.id)), LevelDecision.level == case.from_level
    )
    if case.decision is not None:
        query = query.where(LevelDecision.id < case.decision.id)
    elif case.proposal is not None:
        query = query.where(LevelDecision.decided_at <= case.proposal.opened_at)
    return db.session.scalar(query.order_by(LevelDecision.id.desc()).limit(1))


def _incidents(patient_id: int, on: date) -> str:
    """What had happened by that day, and how often 表7 counts it among the past."""
    days = db.session.scalars(
        select(Incident.happened_on)
        .where(
            Incident.patient_id.in_(records_of(patient_id)),
            Incident.superseded_at.is_(None),
            Incident.happened_on <= on,
        )
        .order_by(Incident.happened_on)
    ).all()
    words = [f"{len(days)}次：{'、'.join(day_in_words(day) for day in days)}"] if days else []
    counted = incidents_counted(section_of(patient_id, "illness"))
    if counted:
        words.append("登记表记有" + "、".join(f"{word}{times}次" for word, times in counted))
    return "；".join(words) or "没有登记"


def _meeting(case: LevelCase, citation: dict[str, Any]) -> Meeting | None:
    """The one the proposal cites, else the one the determination names."""
    cited = Meeting.from_record(citation.get("meeting"))
    if cited or case.proposal is None:
        return cited
    from_steps = [step.details for step in _determinations(case.proposal.id)]
    return next(
        (Meeting.from_record(one["meeting"]) for one in from_steps if one and one.get("meeting")), None
    )


def _determinations(proposal_id: int) -> list[Any]:
    query = select(ProposalStep).where(
        ProposalStep.proposal_id == proposal_id,
        ProposalStep.step == "determine",
        ProposalStep.action == "agree",
    )
    return list(db.session.scalars(query))


def _basis(citation: dict[str, Any]) -> str:
    words = (
        "连续两次随访分值下降" if citation.get("two_falls") else "",
        citation.get("grounds", ""),
        "证明材料扫描件在档案第2部分" if citation.get("proof") else "",
    )
    return "；".join(filter(None, words))


def _stations(patient_id: int) -> tuple[str, str]:
    """The police stations of registration and residence, as the registration form names them."""
    answers = answers_of(section_of(patient_id, "residence"))
    return str(answers.get("police_registration", "")), str(answers.get("police_residence", ""))


def _entries(case: LevelCase, seen: frozenset[ListSystem]) -> tuple[tuple[str, date | None], ...]:
    """When each of the three systems the reader may know of was told of this case; health by the registration."""
    found = {}
    if case.decision is not None:
        rows = db.session.execute(
            select(ListEntry.system, ListEntry.done_on)
            .where(
                ListEntry.patient_id.in_(records_of(case.patient.id)),
                or_(ListEntry.decision_id == case.decision.id, ListEntry.decision_id.is_(None)),
            )
            .order_by(ListEntry.id)
        )
        found = {row.system: row.done_on for row in rows}
    return tuple((system.label, found.get(system.value)) for system in SYSTEMS if system in seen)
