"""Dues that are about no patient: what an office owes for a lead, a screening round, a monthly report.

A due names the record that started it (`started_by_kind`, `started_by_id`); queries/task_subjects.py has the words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, func, select

from mhapp import db
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.roles import Role, UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Due, Unit
from mhapp.queries.scope import units_seen_by
from mhapp.queries.task_subjects import DueSubject, subjects_of

SHOWN = 20
"""How many stand on one page of a list."""


@dataclass(frozen=True)
class DueTask:
    """One due that is about no patient. `overdue`: days past `due_on`, 0 while it is in time."""

    subject: DueSubject
    kind: DueKind
    due_on: date
    overdue: int
    owed_by: str


@dataclass(frozen=True)
class DueTasks:
    """The first tasks and how many there are in all."""

    rows: list[DueTask]
    total: int


NO_TASKS = DueTasks([], 0)


def tasks_owed_by(viewer: Viewer, *, on: date, until: date | None = None, page: int = 1) -> DueTasks:
    """What the viewer's own office owes that is about no patient, the earliest first; `until`: due by that day."""
    own = [Due.owed_by_unit_id == viewer.unit_id, Due.owed_by_role == viewer.role.value]
    return _tasks(viewer, [*own, *([Due.due_on <= until] if until else [])], on, page)


def tasks_overdue(viewer: Viewer, *, on: date, page: int = 1) -> DueTasks:
    """What units in the viewer's scope owe since yesterday or longer that is about no patient."""
    late = [Due.owed_by_unit_id.in_(units_seen_by(viewer)), Due.due_on < on]
    return _tasks(viewer, late, on, page)


def _tasks(viewer: Viewer, conditions: Sequence[ColumnElement[bool]], on: date, page: int) -> DueTasks:
    found = db.session.execute(
        select(Due.kind, Due.due_on, Due.owed_by_role, Due.started_by_kind, Due.started_by_id, Unit.name,
               func.count().over().label("total"))
        .join(Unit, Unit.id == Due.owed_by_unit_id)
        .where(Due.closed_at.is_(None), Due.patient_id.is_(None), *conditions)
        .order_by(Due.due_on, Due.id)
        .limit(SHOWN)
        .offset((page - 1) * SHOWN)
    ).all()  # fmt: skip
    if not found:  # past its end, a list still says how many there are
        return replace(_tasks(viewer, conditions, on, 1), rows=[]) if page > 1 else NO_TASKS
    asked: dict[str, set[int]] = defaultdict(set)
    for row in found:
        asked[row.started_by_kind].add(row.started_by_id)
    subjects = subjects_of(viewer, asked)
    rows = [
        DueTask(
            subject=subject,
            kind=DueKind(row.kind),
            due_on=row.due_on,
            overdue=max(0, (on - row.due_on).days),
            owed_by=owner_of(row.name, Role(row.owed_by_role)),
        )
        for row in found
        if (subject := subjects.get((row.started_by_kind, row.started_by_id)))
    ]
    return DueTasks(rows, found[0].total - (len(found) - len(rows)))


def owner_of(unit_name: str, role: Role) -> str:
    """竹灯村, or 云圃镇 精防医生: a village says enough by itself."""
    return unit_name if role.unit_kind is UnitKind.VILLAGE else f"{unit_name} {role.label}"
