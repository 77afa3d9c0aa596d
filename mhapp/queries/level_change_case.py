"""One level change as its page shows it: what is asked, who did what, new facts, and what the rules allow next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.demographics import SEX_LABELS, age_on
from mhapp.domain.disclosure import Seen
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.level_change import Meeting, Specialist
from mhapp.domain.level_route import Exit, Filing, Route, route_for
from mhapp.domain.proposal import ProposalStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import CARE_TEAM_ROLES, Role, UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    Account,
    DangerRating,
    Due,
    Guardian,
    LevelDecision,
    LevelFiling,
    LevelProposal,
    Patient,
    ProposalFact,
    ProposalFactReading,
    ProposalStep,
    Unit,
)
from mhapp.queries.visit_comparison import Comparison, compare_last_visits

ACTION_WORDS = {
    ("propose", "propose"): "提出{verb}{level}",
    ("propose", "resubmit"): "补充后重新提出{verb}{level}",
    ("audit", "agree"): "初审同意，报区县认定",
    ("audit", "return"): "初审退回补充",
    ("audit", "refuse"): "初审不同意变更",
    ("determine", "agree"): "认定为{level}",
    ("determine", "return"): "退回补充",
    ("determine", "refuse"): "不同意变更",
    ("withdraw", "withdraw"): "撤回",
    ("opinion", "opinion"): "补充意见",
    ("opinion", "specialist"): "登记专家意见",
    ("correction", "return"): "退回提出人",
}

_EARLY = datetime.min.replace(tzinfo=UTC)
"""Sorts what has only a day before what has an instant of that day."""


@dataclass(frozen=True)
class Event:
    """One line of the history, newest first on the page."""

    at: datetime | None
    on: date
    who: str
    what: str
    words: str
    advised: RiskLevel | None = None


@dataclass(frozen=True)
class Fact:
    """A new fact that came while the proposal was open (R11)."""

    public_id: str
    summary: str
    attached_at: datetime
    opened: bool


@dataclass(frozen=True)
class Case:
    """A level change and the person it is about. Fields of disclosure.FIELDS["level_case"]."""

    public_id: str
    number: str
    patient_id: str
    name: str
    facts_line: tuple[str, ...]
    level: RiskLevel | None
    route: Route
    target_level: RiskLevel | None
    exit_label: str
    status: ProposalStatus
    round: int
    proposer_id: int
    opened_at: datetime
    reason: str
    suggested_level: RiskLevel | None
    meeting: Meeting | None
    two_falls: tuple[int, ...]
    grounds: str
    judged_with: str
    specialist: Specialist | None
    due_on: date | None
    events: tuple[Event, ...]
    new_facts: tuple[Fact, ...]
    comparison: Comparison
    decision_id: str | None
    filed: bool
    review_by: date | None


def case_of(viewer: Viewer, proposal: LevelProposal, *, on: date) -> Seen:
    """The case of a proposal already loaded through the viewer's scope. At most nine statements."""
    patient, village, guardian = _person(proposal)
    target = RiskLevel(proposal.target_level) if proposal.target_level else Exit(proposal.exit_ground or "")
    from_level = RiskLevel(proposal.from_level) if proposal.from_level else None
    citation, route = proposal.citation or {}, route_for(from_level, target)
    decision = _decision(proposal)
    case = Case(
        public_id=proposal.public_id,
        number=proposal.number,
        patient_id=patient.public_id,
        name=patient.name,
        facts_line=_facts_line(patient, village, guardian, on),
        level=RiskLevel(patient.level) if patient.level else None,
        route=route,
        target_level=None if isinstance(target, Exit) else target,
        exit_label=target.label if isinstance(target, Exit) else "",
        status=ProposalStatus(proposal.status),
        round=proposal.round,
        proposer_id=proposal.proposer_id,
        opened_at=proposal.opened_at,
        reason=proposal.reason,
        suggested_level=RiskLevel(proposal.suggested_level) if proposal.suggested_level else None,
        meeting=Meeting.from_record(citation.get("meeting")),
        two_falls=tuple(citation.get("two_falls", ())),
        grounds=citation.get("grounds", ""),
        judged_with=proposal.judged_with or "",
        specialist=Specialist.from_record(proposal.specialist),
        due_on=_due_on(proposal),
        events=_events(proposal, patient),
        new_facts=_new_facts(proposal, viewer),
        comparison=compare_last_visits(patient.id),
        decision_id=decision.public_id if decision else None,
        filed=_is_filed(decision, route),
        review_by=decision.review_by if decision else None,
    )
    return Seen("level_case", case, viewer.role)


def _person(proposal: LevelProposal) -> tuple[Patient, Unit, Guardian | None]:
    found = db.session.execute(
        select(Patient, Unit, Guardian)
        .select_from(Patient)
        .join(Unit, Unit.id == proposal.unit_id)
        .outerjoin(Guardian, (Guardian.patient_id == Patient.id) & Guardian.until_date.is_(None))
        .where(Patient.id == proposal.patient_id)
        .order_by(Guardian.place_in_order, Guardian.id)
        .limit(1)
    ).one()
    return found[0], found[1], found[2]


def _facts_line(patient: Patient, village: Unit, guardian: Guardian | None, on: date) -> tuple[str, ...]:
    age = age_on(patient.birth_date, on)
    return (
        SEX_LABELS[patient.sex],
        f"{age}岁" if age is not None else "",
        f"{village.name}{patient.group_label or ''}",
        f"监护人 {guardian.name}（{guardian.relation}）" if guardian else "没有监护人",
    )


def _decision(proposal: LevelProposal) -> LevelDecision | None:
    if proposal.status != ProposalStatus.DETERMINED:
        return None
    return db.session.scalar(select(LevelDecision).where(LevelDecision.proposal_id == proposal.id))


def _is_filed(decision: LevelDecision | None, route: Route) -> bool:
    if decision is None or route.filing is Filing.NONE:
        return decision is not None
    return db.session.scalar(select(LevelFiling.id).where(LevelFiling.decision_id == decision.id)) is not None


def _due_on(proposal: LevelProposal) -> date | None:
    return db.session.scalar(
        select(Due.due_on).where(
            Due.patient_id == proposal.patient_id,
            Due.kind.in_([DueKind.AUDIT.value, DueKind.DETERMINE.value, DueKind.RESUBMIT.value]),
            Due.started_by_id == proposal.id,
            Due.closed_at.is_(None),
        )
    )


def _events(proposal: LevelProposal, patient: Patient) -> tuple[Event, ...]:
    events = [*_step_events(proposal), *_earlier_decisions(proposal, patient), *_ratings(patient)]
    return tuple(sorted(events, key=lambda event: (event.on, event.at or _EARLY), reverse=True))


def _step_events(proposal: LevelProposal) -> list[Event]:
    found = db.session.execute(
        select(ProposalStep, Account.name, Unit.name.label("unit"))
        .join(Account, Account.id == ProposalStep.account_id)
        .join(Unit, Unit.id == ProposalStep.unit_id)
        .where(ProposalStep.proposal_id == proposal.id)
        .order_by(ProposalStep.id)
    )
    return [_step_event(row[0], row.name, row.unit, proposal.from_level) for row in found]


def _step_event(step: ProposalStep, name: str, unit: str, before: str | None) -> Event:
    level = RiskLevel(step.level) if step.level else None
    words = ACTION_WORDS[step.step, step.action].format(
        verb=_verb(before, step.level), level=level.colour_word if level else "出库"
    )
    advised = level if step.action == "return" else None
    return Event(
        step.at,
        beijing_date(step.at),
        f"{unit}{_office(Role(step.role))} {name}",
        words,
        step.opinion,
        advised,
    )


def _office(role: Role) -> str:
    """The office's word where the unit's name alone does not say which one spoke."""
    return role.label if role in CARE_TEAM_ROLES and role.unit_kind is UnitKind.TOWNSHIP else ""


def _verb(before: str | None, after: str | None) -> str:
    if after is None:
        return ""
    return "保持" if before == after else "定为" if before is None else "改为"


def _earlier_decisions(proposal: LevelProposal, patient: Patient) -> list[Event]:
    found = db.session.execute(
        select(LevelDecision, Unit.name)
        .join(Unit, Unit.id == LevelDecision.unit_id)
        .where(LevelDecision.patient_id == patient.id, LevelDecision.id.not_in(_of_this(proposal)))
        .order_by(LevelDecision.id.desc())
        .limit(5)
    )
    return [
        Event(
            None,
            decision.effective_on,
            unit,
            f"认定为{RiskLevel(decision.level).colour_word if decision.level else '出库'}",
            decision.judged_with or "",
        )
        for decision, unit in found
    ]


def _of_this(proposal: LevelProposal) -> Any:
    return select(LevelDecision.id).where(LevelDecision.proposal_id == proposal.id)


def _ratings(patient: Patient) -> list[Event]:
    found = db.session.execute(
        select(DangerRating.level, DangerRating.rated_on, Unit.name)
        .join(Unit, Unit.id == DangerRating.unit_id)
        .where(DangerRating.patient_id == patient.id)
        .order_by(DangerRating.rated_on.desc(), DangerRating.id.desc())
        .limit(3)
    )
    return [Event(None, row.rated_on, f"{row.name}卫生院", f"评定危险性{row.level}级", "") for row in found]


def _new_facts(proposal: LevelProposal, viewer: Viewer) -> tuple[Fact, ...]:
    reading = aliased(ProposalFactReading)
    found = db.session.execute(
        select(ProposalFact, reading.id)
        .outerjoin(reading, (reading.fact_id == ProposalFact.id) & (reading.account_id == viewer.account_id))
        .where(ProposalFact.proposal_id == proposal.id)
        .order_by(ProposalFact.id)
    )
    return tuple(
        Fact(fact.public_id, fact.summary, fact.attached_at, opened is not None) for fact, opened in found
    )
