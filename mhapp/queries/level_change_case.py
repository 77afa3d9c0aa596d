"""One level change as its page shows it: what is asked, who did what, new facts, and what the rules allow next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.demographics import SEX_LABELS, age_on
from mhapp.domain.disclosure import Seen
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.level_change import Meeting, Specialist
from mhapp.domain.level_route import Exit, Filing, Route, route_for
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.proposal import ProposalStatus, Standing
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    Due,
    Guardian,
    LevelProposal,
    Patient,
    ProposalFact,
    ProposalFactReading,
    Responsibility,
    Unit,
)
from mhapp.queries.level_change_history import (
    Event,
    events_of,
    standing_from,
    steps_with_names,
    what_stood_before,
)
from mhapp.queries.scope import in_residence
from mhapp.queries.visit_comparison import Comparison, compare_last_visits


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
    ended_words: str
    """Said in place of the level, for who has left the levels."""
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
    proof: str
    judged_with: str
    specialist: Specialist | None
    due_on: date | None
    standing: Standing
    events: tuple[Event, ...]
    new_facts: tuple[Fact, ...]
    comparison: Comparison
    decision_id: str | None
    filed: bool
    review_by: date | None
    """Only of the determination that holds: an older one's day has been overtaken."""


def case_of(viewer: Viewer, proposal: LevelProposal, *, on: date) -> Seen:
    """The case of a proposal already loaded through the viewer's scope. Six statements."""
    patient, village, guardian, due_on = _person(proposal)
    target = RiskLevel(proposal.target_level) if proposal.target_level else Exit(proposal.exit_ground or "")
    from_level = RiskLevel(proposal.from_level) if proposal.from_level else None
    citation, route = proposal.citation or {}, route_for(from_level, target)
    steps, before = steps_with_names(proposal), what_stood_before(proposal)
    latest = next((row for row in before if row.kind == "decision"), None)
    decision = next((row for row in before if row.proposal_id == proposal.id), None)
    case = Case(
        public_id=proposal.public_id,
        number=proposal.number,
        patient_id=patient.public_id,
        name=patient.name,
        facts_line=_facts_line(patient, village, guardian, on),
        level=RiskLevel(patient.level) if patient.level else None,
        ended_words="" if patient.level else PatientStatus(patient.status).ended_words,
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
        proof=citation.get("proof", ""),
        judged_with=proposal.judged_with or "",
        specialist=Specialist.from_record(proposal.specialist),
        due_on=due_on,
        standing=standing_from(proposal, [step for step, _, _ in steps]),
        events=events_of(proposal, steps, before),
        new_facts=_new_facts(proposal, viewer),
        comparison=compare_last_visits(patient.id),
        decision_id=decision.public_id if decision else None,
        filed=decision is not None and (decision.filed or route.filing is Filing.NONE),
        review_by=decision.review_by if decision and decision is latest else None,
    )
    return Seen("level_case", case, viewer.role)


def _person(proposal: LevelProposal) -> tuple[Patient, Unit, Guardian | None, date | None]:
    """The person, the village, the first guardian, and by when the open step is owed."""
    found = db.session.execute(
        select(Patient, Unit, Guardian, Due.due_on)
        .select_from(Patient)
        .join(Responsibility, in_residence())
        .join(Unit, Unit.id == Responsibility.unit_id)
        .outerjoin(Guardian, (Guardian.patient_id == Patient.id) & Guardian.until_date.is_(None))
        .outerjoin(
            Due,
            (Due.patient_id == Patient.id)
            & Due.kind.in_([DueKind.AUDIT.value, DueKind.DETERMINE.value, DueKind.RESUBMIT.value])
            & (Due.started_by_id == proposal.id)
            & Due.closed_at.is_(None),
        )
        .where(Patient.id == proposal.patient_id)
        .order_by(Guardian.place_in_order, Guardian.id)
        .limit(1)
    ).one()
    return found[0], found[1], found[2], found[3]


def _facts_line(patient: Patient, village: Unit, guardian: Guardian | None, on: date) -> tuple[str, ...]:
    age = age_on(patient.birth_date, on)
    return (
        SEX_LABELS[patient.sex],
        f"{age}岁" if age is not None else "",
        f"{village.name}{patient.group_label or ''}",
        f"监护人 {guardian.name}（{guardian.relation}）" if guardian else "没有监护人",
    )


def _new_facts(proposal: LevelProposal, viewer: Viewer) -> tuple[Fact, ...]:
    """While the proposal is open: afterwards they ask nothing of anybody."""
    if proposal.closed_at is not None:
        return ()
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
