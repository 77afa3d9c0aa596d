"""Level changes for the pages: what waits for an office, what else is open, and one record through the scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from mhapp import db
from mhapp.domain.disclosure import Seen
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.level_route import TABLE, Act, Exit
from mhapp.domain.proposal import ProposalStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Due, LevelDecision, LevelProposal, Patient, Responsibility, Unit, Visit
from mhapp.queries.paging import Paged, pages_of
from mhapp.queries.scope import below, in_residence, in_scope, units_seen_by

SHOWN_OF_MINE, SHOWN = 30, 10
"""Rows a page of what waits for the viewer, and of every other group; the count beside the title is of all."""
SOON = timedelta(days=7)
"""Reviews that come due this soon are shown beside those that are past."""
WAITING_KINDS = [DueKind.AUDIT.value, DueKind.DETERMINE.value, DueKind.RESUBMIT.value]


@dataclass(frozen=True)
class ProposalRow:
    """An open proposal in a list. Fields of disclosure.FIELDS["level_change"]."""

    public_id: str
    name: str
    village_name: str
    from_level: RiskLevel | None
    target_level: RiskLevel | None
    exit_label: str
    opened_at: datetime
    status: ProposalStatus
    due_on: date | None
    by_two_falls: bool
    own: bool
    """Whether the viewer answers for the present round."""


@dataclass(frozen=True)
class DueRow:
    """Something owed about a person's level: a review, a filing, an answer to a suggestion."""

    public_id: str
    """The person's."""
    name: str
    village_name: str
    level: RiskLevel | None
    suggested_level: RiskLevel | None
    decision_id: str | None
    kind: DueKind
    due_on: date


@dataclass(frozen=True)
class Inbox:
    """The lists of the page. A group that is not the viewer's business is empty."""

    mine: Paged[Seen]
    elsewhere: Paged[Seen]
    filings: Paged[Seen]
    unanswered: Paged[Seen]
    reviews: Paged[Seen]


LISTS = ("mine", "elsewhere", "filings", "unanswered", "reviews")
"""The lists of the inbox by name."""
NOTHING: Paged[Seen] = Paged([], 0)


def inbox(viewer: Viewer, *, on: date, pages: Mapping[str, int]) -> Inbox:
    """What waits for the viewer's office, what is open elsewhere, filings, unanswered suggestions, reviews.

    `pages`: the page of each of LISTS, from 1.
    """
    county = viewer.role is Role.COUNTY_OFFICE
    decides = county or viewer.role is Role.TOWNSHIP_REVIEWER

    def owed(name: str, *kinds: DueKind, before: date | None = None) -> Paged[Seen]:
        return _dues(viewer, kinds, before=before, page=pages.get(name, 1))

    mine, elsewhere = open_proposals(viewer, pages)
    return Inbox(
        mine=mine,
        elsewhere=elsewhere,
        filings=owed("filings", DueKind.FILE, DueKind.CITY_FILE) if county else NOTHING,
        unanswered=owed("unanswered", DueKind.SUGGESTION_ANSWER, before=on) if decides else NOTHING,
        reviews=NOTHING
        if county
        else owed("reviews", DueKind.LEVEL_REVIEW, DueKind.FIRST_DETERMINATION, before=on + SOON),
    )


def proposals_seen_by(viewer: Viewer) -> Select[Any]:
    """Every proposal about a person in the viewer's scope."""
    return select(LevelProposal).join(Patient, Patient.id == LevelProposal.patient_id).where(in_scope(viewer))


def decisions_seen_by(viewer: Viewer) -> Select[Any]:
    """Every decision about a person in the viewer's scope."""
    return select(LevelDecision).join(Patient, Patient.id == LevelDecision.patient_id).where(in_scope(viewer))


def person_of_decision(decision: LevelDecision) -> Patient:
    """Whom a decision is about."""
    return db.session.get_one(Patient, decision.patient_id)


def _turn_of(viewer: Viewer) -> ColumnElement[bool]:
    """Proposals whose open step is the viewer's: the office's, or their own ones that came back."""
    audited = [act.value for act, row in TABLE.items() if row.audit is viewer.role]
    determined = [act.value for act, row in TABLE.items() if row.determine is viewer.role]
    office = or_(
        and_(LevelProposal.status == ProposalStatus.AUDIT.value, LevelProposal.act.in_(audited)),
        and_(LevelProposal.status == ProposalStatus.DETERMINE.value, LevelProposal.act.in_(determined)),
    )
    returned = and_(
        LevelProposal.status == ProposalStatus.RETURNED.value, LevelProposal.proposer_id == viewer.account_id
    )
    return or_(office, returned)


def open_proposals(viewer: Viewer, pages: Mapping[str, int]) -> tuple[Paged[Seen], Paged[Seen]]:
    """Open proposals in scope: those whose step is the viewer's, and those that wait elsewhere. One statement."""
    ranked = _ranked(viewer)
    mine, elsewhere = pages.get("mine", 1), pages.get("elsewhere", 1)
    last = case((ranked.c.mine == 1, mine * SHOWN_OF_MINE), else_=elsewhere * SHOWN)
    size = case((ranked.c.mine == 1, SHOWN_OF_MINE), else_=SHOWN)
    found = db.session.execute(
        select(LevelProposal, Patient.name, Unit.name.label("village"), ranked.c.due_on, ranked.c.mine, ranked.c.total)
        .join(ranked, ranked.c.id == LevelProposal.id)
        .join(Patient, Patient.id == LevelProposal.patient_id)
        .join(Responsibility, in_residence())
        .join(Unit, Unit.id == Responsibility.unit_id)
        .where(ranked.c.place <= last, ranked.c.place > last - size)
        .order_by(ranked.c.place)
    ).all()  # fmt: skip
    groups = (_group(found, 1, viewer, mine, SHOWN_OF_MINE), _group(found, 0, viewer, elsewhere, SHOWN))
    if any(group.page > 1 and not group.rows for group in groups):  # past the end: from the beginning again
        return open_proposals(viewer, {})
    return groups


def _ranked(viewer: Viewer) -> Any:
    """Ids of the open proposals with whose turn it is, by when, how many of that kind, and the place among them."""
    mine = case((_turn_of(viewer), 1), else_=0)
    in_order = func.row_number().over(partition_by=mine, order_by=(Due.due_on, LevelProposal.id))
    return (
        select(LevelProposal.id, Due.due_on, mine.label("mine"),
               func.count().over(partition_by=mine).label("total"), in_order.label("place"))
        .join(Patient, Patient.id == LevelProposal.patient_id)
        .join(Responsibility, in_residence())  # where the person lives today: a proposal follows who moves
        .join(Unit, Unit.id == Responsibility.unit_id)
        .outerjoin(
            Due,
            (Due.patient_id == LevelProposal.patient_id)
            & Due.kind.in_(WAITING_KINDS)
            & Due.closed_at.is_(None)
            & (Due.started_by_id == LevelProposal.id),
        )
        .where(below(viewer.unit_path), LevelProposal.closed_at.is_(None))
        .subquery()
    )  # fmt: skip


def _group(found: Sequence[Any], mine: int, viewer: Viewer, page: int, size: int) -> Paged[Seen]:
    rows = [row for row in found if row.mine == mine]
    shown = [Seen("level_change", _proposal_row(row, viewer), viewer.role) for row in rows]
    total = rows[0].total if rows else 0
    return Paged(shown, total, page, pages_of(total, size))


def _proposal_row(row: Any, viewer: Viewer) -> ProposalRow:
    proposal: LevelProposal = row[0]
    return ProposalRow(
        public_id=proposal.public_id,
        name=row.name,
        village_name=row.village,
        from_level=_level(proposal.from_level),
        target_level=_level(proposal.target_level),
        exit_label=Exit(proposal.exit_ground).label if proposal.exit_ground else "",
        opened_at=proposal.opened_at,
        status=ProposalStatus(proposal.status),
        due_on=row.due_on,
        by_two_falls=proposal.act == Act.DOWN_FROM_HIGH and "two_falls" in (proposal.citation or {}),
        own=proposal.proposer_id == viewer.account_id,
    )


def _dues(viewer: Viewer, kinds: Sequence[DueKind], *, before: date | None, page: int) -> Paged[Seen]:
    """Open dues of these kinds about people in the scope, by date; `before`: due earlier than this day."""
    query = (
        select(Due, Patient.public_id, Patient.name, Patient.level, Unit.name.label("village"),
               Visit.suggested_level, LevelDecision.public_id.label("decision"), func.count().over().label("total"))
        .join(Patient, Patient.id == Due.patient_id)
        .join(Responsibility, (Responsibility.patient_id == Patient.id) & (Responsibility.kind == "residence")
              & Responsibility.until_date.is_(None))
        .join(Unit, Unit.id == Responsibility.unit_id)
        .outerjoin(Visit, (Due.started_by_kind == "visit") & (Visit.id == Due.started_by_id))
        .outerjoin(LevelDecision, (Due.started_by_kind == "level_decision") & (LevelDecision.id == Due.started_by_id))
        .where(
            Due.closed_at.is_(None),
            Due.kind.in_([kind.value for kind in kinds]),
            Due.owed_by_unit_id.in_(units_seen_by(viewer)),  # found by the index of open dues
            below(viewer.unit_path),
        )
        .order_by(Due.due_on, Due.id)
        .limit(SHOWN)
        .offset((page - 1) * SHOWN)
    )  # fmt: skip
    if before is not None:
        query = query.where(Due.due_on < before)
    found = db.session.execute(query).all()
    if not found and page > 1:
        return _dues(viewer, kinds, before=before, page=1)
    rows = [Seen("level_due", _due_row(row), viewer.role) for row in found]
    total = found[0].total if found else 0
    return Paged(rows, total, page, pages_of(total, SHOWN))


def _due_row(row: Any) -> DueRow:
    return DueRow(
        public_id=row.public_id,
        name=row.name,
        village_name=row.village,
        level=_level(row.level),
        suggested_level=_level(row.suggested_level),
        decision_id=row.decision,
        kind=DueKind(row[0].kind),
        due_on=row[0].due_on,
    )


def _level(code: str | None) -> RiskLevel | None:
    return RiskLevel(code) if code else None
