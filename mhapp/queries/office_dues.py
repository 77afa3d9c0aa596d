"""What is due among the people an office may see: rows for its home page, overdue first, and their number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.disclosure import Seen
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Due, LevelDecision, LevelProposal, Patient, Unit
from mhapp.queries.due_subjects import NO_TASKS, DueTasks, owner_of, tasks_overdue, tasks_owed_by
from mhapp.queries.paging import pages_of
from mhapp.queries.scope import in_scope, units_seen_by

FILINGS = frozenset({DueKind.FILE, DueKind.CITY_FILE})
IN_A_CASE = frozenset({DueKind.AUDIT, DueKind.DETERMINE, DueKind.RESUBMIT, DueKind.SPECIALIST_OPINION})
SHOWN = 20
"""How many rows a home page lists at once."""


@dataclass(frozen=True)
class DuePerson:
    """The person of a due, before disclosure. Fields of disclosure.FIELDS["patient"]."""

    public_id: str
    name: str
    level: str | None
    status: PatientStatus
    village_name: str
    township_name: str


@dataclass(frozen=True)
class DueCase:
    """The level change that a due waits in: the case of a proposal, or a decision to be filed."""

    kind: str
    """The record's table: `level_proposal` or `level_decision`."""
    public_id: str


@dataclass(frozen=True)
class OfficeDue:
    """One due as a home page lists it. `overdue`: days past `due_on`, 0 while it is in time."""

    person: Seen
    kind: DueKind
    due_on: date
    overdue: int
    owed_by: str
    case: DueCase | None
    """Set where the due is a step of a level change."""
    elsewhere: bool = False
    """An entry owed for somebody who is registered here and lives elsewhere: the ledger of entries leads to it."""


@dataclass(frozen=True)
class OfficeDues:
    """One page, and how many there are in all; `tasks` are about no patient and counted in `total`."""

    rows: list[OfficeDue]
    total: int
    tasks: DueTasks = NO_TASKS
    page: int = 1
    pages: int = 1


NOTHING = OfficeDues([], 0)
"""For an office that has no such list."""


def own_dues(viewer: Viewer, *, on: date, but: Collection[DueKind] = (), page: int = 1) -> OfficeDues:
    """What the viewer's own office owes, in any kind `but` these. Two statements, more where tasks are owed."""
    own = [Due.owed_by_unit_id == viewer.unit_id, Due.owed_by_role == viewer.role.value]
    # Named one by one, kinds are looked up in an index; what is left out would be read first.
    kinds = Due.kind.in_([kind.value for kind in DueKind if kind not in but])
    return _page(
        lambda page: _dues(viewer, [*own, kinds], on, page, own=True),
        lambda page: tasks_owed_by(viewer, on=on, page=page),
        page,
    )


def level_steps_owed(viewer: Viewer) -> int:
    """How many steps of level changes the viewer's own office owes. One statement."""
    kinds = [kind.value for kind in FILINGS | IN_A_CASE]
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Due)
            .where(
                Due.closed_at.is_(None),
                Due.owed_by_unit_id == viewer.unit_id,
                Due.owed_by_role == viewer.role.value,
                Due.kind.in_(kinds),
            )
        )
        or 0
    )


def dues_of_kinds(
    viewer: Viewer, kinds: Collection[DueKind], *, on: date, until: date | None = None, page: int = 1
) -> OfficeDues:
    """Open dues of these kinds in the viewer's scope, whoever owes them; `until`: due on or before a day."""
    asked = [_by_unit(viewer), Due.kind.in_([kind.value for kind in kinds]), *_until(until)]
    return _page(lambda page: _dues(viewer, asked, on, page), lambda page: NO_TASKS, page)


def overdue_dues(viewer: Viewer, *, on: date, but: Collection[DueKind] = (), page: int = 1) -> OfficeDues:
    """What units in the viewer's scope owe since yesterday or longer, in any kind `but` these. As `own_dues`."""
    late = [_by_unit(viewer), *_until(on - timedelta(days=1)), *_without(but)]
    return _page(
        lambda page: _dues(viewer, late, on, page), lambda page: tasks_overdue(viewer, on=on, page=page), page
    )


def _page(dues: Callable[[int], OfficeDues], tasks: Callable[[int], DueTasks], page: int) -> OfficeDues:
    """One page of both lists; a page past the end of both is the last."""
    people, others = dues(page), tasks(page)
    pages = pages_of(max(people.total, others.total), SHOWN)
    if page > pages:
        return _page(dues, tasks, pages)
    return OfficeDues(people.rows, people.total + others.total, others, page, pages)


def _by_unit(viewer: Viewer) -> ColumnElement[bool]:
    return Due.owed_by_unit_id.in_(units_seen_by(viewer))


def _until(day: date | None) -> list[ColumnElement[bool]]:
    return [] if day is None else [Due.due_on <= day]


def _without(kinds: Collection[DueKind]) -> list[ColumnElement[bool]]:
    return [Due.kind.not_in([kind.value for kind in kinds])] if kinds else []


_ENTERED_FROM_AFAR = and_(Due.kind == DueKind.LIST_ENTRY.value, Patient.village_id.is_not(None))
"""What the police of the place of registration owe for who has not lived elsewhere for half a year (domain §3)."""
_DECIDED = (
    select(LevelDecision.proposal_id)
    .where(Due.started_by_kind == "level_decision", LevelDecision.id == Due.started_by_id)
    .correlate(Due)
    .scalar_subquery()
)
_PROPOSAL = (
    select(LevelProposal.public_id)
    .where(
        or_(
            and_(Due.started_by_kind == "level_proposal", LevelProposal.id == Due.started_by_id),
            LevelProposal.id == _DECIDED,
        )
    )
    .correlate(Due)
    .scalar_subquery()
)
_DECISION = (
    select(LevelDecision.public_id)
    .where(Due.started_by_kind == "level_decision", LevelDecision.id == Due.started_by_id)
    .correlate(Due)
    .scalar_subquery()
)


_OWING, _TOWNSHIP = aliased(Unit), aliased(Unit)
_ROWS = (
    select(Due.kind, Due.due_on, Due.owed_by_role, _OWING.name.label("owing"), Patient.public_id, Patient.name,
           Patient.level, Patient.status, Unit.name.label("village"), _TOWNSHIP.name.label("township"),
           _PROPOSAL.label("proposal"), _DECISION.label("decision"))
    .select_from(Due)
    .join(Patient, Patient.id == Due.patient_id)
    .join(Unit, Unit.id == Patient.village_id)
    .join(_TOWNSHIP, _TOWNSHIP.id == Unit.parent_id)
    .join(_OWING, _OWING.id == Due.owed_by_unit_id)
    .order_by(Due.due_on, Due.id)
)  # fmt: skip
"""Of everybody. Built once: an alias of a table costs as much as asking it."""


def _dues(
    viewer: Viewer, conditions: Sequence[ColumnElement[bool]], on: date, page: int, *, own: bool = False
) -> OfficeDues:
    # The rows' ids and the number of all of them; names and units are then looked up for those few.
    here = in_scope(viewer)
    seen = or_(here, _ENTERED_FROM_AFAR) if own else here
    first = (
        select(Due.id, func.count().over().label("total"), here.label("here"))
        .join(Patient, Patient.id == Due.patient_id)
        .where(Due.closed_at.is_(None), seen, *conditions)
        .order_by(Due.due_on, Due.id)
        .limit(SHOWN)
        .offset((page - 1) * SHOWN)
        .subquery()
    )
    rows = _ROWS.add_columns(first.c.total, first.c.here).join(first, first.c.id == Due.id)
    found = db.session.execute(rows).all()
    if not found and page > 1:  # past its end, a list still says how many there are
        return replace(_dues(viewer, conditions, on, 1, own=own), rows=[])
    return OfficeDues([_row(row, viewer, on) for row in found], found[0].total if found else 0)


def _row(row: Any, viewer: Viewer, on: date) -> OfficeDue:
    person = DuePerson(
        row.public_id, row.name, row.level, PatientStatus(row.status), row.village, row.township
    )
    return OfficeDue(
        person=Seen("patient", person, viewer.role),
        kind=DueKind(row.kind),
        due_on=row.due_on,
        overdue=max(0, (on - row.due_on).days),
        owed_by=owner_of(row.owing, Role(row.owed_by_role)),
        case=_case(row),
        elsewhere=not row.here,
    )


def _case(row: Any) -> DueCase | None:
    kind = DueKind(row.kind)
    if kind in FILINGS and row.decision:
        return DueCase("level_decision", row.decision)
    if kind in IN_A_CASE and row.proposal:
        return DueCase("level_proposal", row.proposal)
    return None
