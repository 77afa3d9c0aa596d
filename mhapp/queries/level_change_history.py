"""What was done to a level change and what stood before it, as lines of one history; and who stepped in its round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Date, Integer, String, case, cast, func, literal, null, select, union_all

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.letter_snapshot import clinic_name
from mhapp.domain.level_route import Filing
from mhapp.domain.proposal import ProposalStatus, Standing
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import CARE_TEAM_ROLES, Role, UnitKind
from mhapp.models import Account, DangerRating, LevelDecision, LevelFiling, LevelProposal, ProposalStep, Unit

OFFICE_STEPS = frozenset({ProposalStatus.AUDIT.value, ProposalStatus.DETERMINE.value})
DECISIONS_SHOWN, RATINGS_SHOWN = 6, 3
NamedStep = tuple[ProposalStep, str, str]
"""A step with the name of who took it and of their unit."""
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

_FILED_WITH = case(
    {Filing.COUNTY.value: "区县管理办公室", Filing.CITY.value: "市级管理办公室"}, value=LevelFiling.kind
)
"""Who filed, where no paper names them."""
_EARLY = datetime.min.replace(tzinfo=UTC)
"""Sorts what has only a day before what has an instant of that day."""


@dataclass(frozen=True)
class Event:
    """One line of the history, newest first on the page. `advised`: the level a return advises."""

    at: datetime | None
    on: date
    who: str
    what: str
    words: str
    advised: RiskLevel | None = None


@dataclass(frozen=True)
class Before:
    """A determination or a danger rating of the person. `value`: the level's code (empty: an exit) or the rating."""

    kind: str
    on: date
    unit: str
    value: str
    words: str
    proposal_id: int | None
    public_id: str
    review_by: date | None
    paper_number: str | None
    """The document's number where it was decided on paper; `unit` then is the authority as named there."""
    filed_on: date | None
    """The day it was filed; None while it was not. The other fields of the filing say as much as was recorded."""
    filed_with: str | None
    filing_number: str | None
    filing_remark: str | None

    @property
    def filed(self) -> bool:
        """Whether it was filed."""
        return self.filed_on is not None


def steps_with_names(proposal: LevelProposal) -> list[NamedStep]:
    """Everything that was done to the proposal, oldest first. One statement."""
    found = db.session.execute(
        select(ProposalStep, Account.name, Unit.name.label("unit"))
        .join(Account, Account.id == ProposalStep.account_id)
        .join(Unit, Unit.id == ProposalStep.unit_id)
        .where(ProposalStep.proposal_id == proposal.id)
        .order_by(ProposalStep.id)
    )
    return [(row[0], row.name, row.unit) for row in found]


def standing_from(proposal: LevelProposal, steps: Sequence[ProposalStep]) -> Standing:
    """Who proposed and who has stepped in the present round (R7)."""
    return Standing(
        ProposalStatus(proposal.status),
        [step.account_id for step in steps if step.step == "propose"],
        [
            step.account_id
            for step in steps
            if step.round == proposal.round and step.is_step and step.step in OFFICE_STEPS
        ],
    )


def what_stood_before(proposal: LevelProposal) -> list[Before]:
    """The person's last determinations, this proposal's own among them, and danger ratings. One statement."""
    ratings = (
        select(
            literal("rating").label("kind"),
            DangerRating.rated_on.label("on"),
            Unit.name.label("unit"),
            cast(DangerRating.level, String).label("value"),
            literal("").label("words"),
            cast(null(), Integer).label("proposal_id"),
            literal("").label("public_id"),
            cast(null(), Date).label("review_by"),
            literal("").label("paper_number"),
            cast(null(), Date).label("filed_on"),
            literal("").label("filed_with"),
            literal("").label("filing_number"),
            literal("").label("filing_remark"),
        )
        .join(Unit, Unit.id == DangerRating.unit_id)
        .where(DangerRating.patient_id == proposal.patient_id)
        .order_by(DangerRating.rated_on.desc(), DangerRating.id.desc())
        .limit(RATINGS_SHOWN)
        .subquery()
    )
    found = db.session.execute(union_all(select(_decisions(proposal)), select(ratings)))
    return [
        Before(
            row.kind, row.on, row.unit, row.value or "", row.words or "", row.proposal_id, row.public_id,
            row.review_by, row.paper_number, row.filed_on, row.filed_with, row.filing_number, row.filing_remark,
        )
        for row in found
    ]  # fmt: skip


def _decisions(proposal: LevelProposal) -> Any:
    return (
        select(
            literal("decision").label("kind"),
            LevelDecision.effective_on.label("on"),
            func.coalesce(LevelDecision.paper_authority, Unit.name).label("unit"),
            LevelDecision.level.label("value"),
            LevelDecision.judged_with.label("words"),
            LevelDecision.proposal_id.label("proposal_id"),
            LevelDecision.public_id.label("public_id"),
            LevelDecision.review_by.label("review_by"),
            LevelDecision.paper_number.label("paper_number"),
            LevelFiling.filed_on.label("filed_on"),
            func.coalesce(LevelFiling.authority, _FILED_WITH).label("filed_with"),
            LevelFiling.number.label("filing_number"),
            LevelFiling.remark.label("filing_remark"),
        )
        .join(Unit, Unit.id == LevelDecision.unit_id)
        .outerjoin(LevelFiling, LevelFiling.decision_id == LevelDecision.id)
        .where(LevelDecision.patient_id == proposal.patient_id)
        .order_by(LevelDecision.id.desc())
        .limit(DECISIONS_SHOWN)
        .subquery()
    )


def events_of(
    proposal: LevelProposal, steps: Sequence[NamedStep], before: Sequence[Before]
) -> tuple[Event, ...]:
    """The history of a case, newest first."""
    events = [_step_event(step, name, unit, proposal.from_level) for step, name, unit in steps]
    events += [_before_event(row) for row in before if row.kind == "rating" or row.proposal_id != proposal.id]
    events += [_filing_event(row) for row in before if row.proposal_id == proposal.id and row.filed_on]
    return tuple(sorted(events, key=lambda event: (event.on, event.at or _EARLY), reverse=True))


def _before_event(row: Before) -> Event:
    if row.kind == "rating":
        return Event(None, row.on, clinic_name(row.unit), f"评定危险性{row.value}级", "")
    level = RiskLevel(row.value).colour_word if row.value else "出库"
    what = f"纸质认定为{level}（{row.paper_number}）" if row.paper_number else f"认定为{level}"
    return Event(None, row.on, row.unit, what, row.words)


def _filing_event(row: Before) -> Event:
    number = f"（{row.filing_number}）" if row.filing_number else ""
    return Event(None, row.filed_on or row.on, row.filed_with or "", f"备案{number}", row.filing_remark or "")


def _step_event(step: ProposalStep, name: str, unit: str, before: str | None) -> Event:
    level = RiskLevel(step.level) if step.level else None
    words = ACTION_WORDS[step.step, step.action].format(
        verb=_verb(before, step.level), level=level.colour_word if level else "出库"
    )
    if paper := (step.details or {}).get("paper"):
        words = f"{words}（纸质：{paper['authority']}，{paper['number']}，{paper['on']}）"
    advised = level if step.action == "return" else None
    who = f"{unit}{_office(Role(step.role))} {name}"
    return Event(step.at, beijing_date(step.at), who, words, step.opinion, advised)


def _office(role: Role) -> str:
    """The office's word where the unit's name alone does not say which one spoke."""
    return role.label if role in CARE_TEAM_ROLES and role.unit_kind is UnitKind.TOWNSHIP else ""


def _verb(before: str | None, after: str | None) -> str:
    if after is None:
        return ""
    return "保持" if before == after else "定为" if before is None else "改为"
