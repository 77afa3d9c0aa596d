"""What a village owes today: overdue, due today, and in the next seven days (domain §5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select

from mhapp import db
from mhapp.domain.disclosure import Seen
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import CareAssignment, Due, Guardian, Patient, StandIn
from mhapp.queries.due_subjects import SHOWN as PAGE_OF_TASKS
from mhapp.queries.due_subjects import DueTask, tasks_owed_by
from mhapp.queries.paging import pages_of
from mhapp.queries.scope import in_scope

NEXT_DAYS = 7
SHOWN = 40
"""Of each group, unless all are asked for: who has more than that due begins at the top anyway."""
VISITS = frozenset({DueKind.VISIT, DueKind.VISIT_RETRY, DueKind.AWAY_CALL})


@dataclass(frozen=True)
class TodayRow:
    """One thing to do. `patient`: Seen with public_id, name, level; `phone`: the guardian's, None without one."""

    patient: Seen
    kind: DueKind
    due_on: date
    days_late: int
    own: bool
    """Whether the viewer is the responsible cadre."""
    phone: str | None

    @property
    def is_visit(self) -> bool:
        """Whether it is done by a visit."""
        return self.kind in VISITS


@dataclass(frozen=True)
class TodayGroup:
    """Overdue, due today or soon: people shown, how many there are, and `tasks`, which are about no patient."""

    rows: list[TodayRow]
    total: int
    tasks: list[DueTask] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many are left out."""
        return self.total - len(self.rows)


@dataclass(frozen=True)
class Today:
    """The three groups in the order of the page, and how many others have nothing due."""

    overdue: TodayGroup
    due_today: TodayGroup
    soon: TodayGroup
    quiet: int

    @property
    def rows(self) -> list[TodayRow]:
        """All that are shown."""
        return self.overdue.rows + self.due_today.rows + self.soon.rows

    @property
    def is_empty(self) -> bool:
        """Whether nothing falls due in these days, about a person or otherwise."""
        return not any(group.rows or group.tasks for group in (self.overdue, self.due_today, self.soon))

    @property
    def total(self) -> int:
        """All there are."""
        return self.overdue.total + self.due_today.total + self.soon.total


@dataclass(frozen=True)
class _Person:
    public_id: str
    name: str
    level: str | None


def today_of(viewer: Viewer, *, on: date, everything: bool = False) -> Today:
    """The village's list, one's own people first, then by level. Four statements, more where tasks are owed.

    Of each group the first SHOWN, unless `everything` is asked for.
    """
    found = _earliest_visit_only(_open_dues(viewer, on, until=on + timedelta(days=NEXT_DAYS)))
    found.sort(key=_place)
    most = len(found) if everything else SHOWN
    groups = [
        [row for row in found if row.due_on < on],
        [row for row in found if row.due_on == on],
        [row for row in found if row.due_on > on],
    ]
    phones = _guardian_phones({row.patient_id for group in groups for row in group[:most]})
    people = db.session.scalar(select(func.count()).select_from(Patient).where(in_scope(viewer))) or 0
    tasks = _tasks(viewer, on, until=on + timedelta(days=NEXT_DAYS))
    work = [
        [task for task in tasks if task.due_on < on],
        [task for task in tasks if task.due_on == on],
        [task for task in tasks if task.due_on > on],
    ]
    overdue, due_today, soon = (
        TodayGroup([_row(row, phones, viewer, on) for row in group[:most]], len(group), own)
        for group, own in zip(groups, work, strict=True)
    )
    return Today(overdue, due_today, soon, quiet=people - len({row.patient_id for row in found}))


def _tasks(viewer: Viewer, on: date, until: date) -> list[DueTask]:
    """All of them: a village owes few that are about no patient."""
    first = tasks_owed_by(viewer, on=on, until=until)
    more = range(2, pages_of(first.total, PAGE_OF_TASKS) + 1)
    return first.rows + [
        task for page in more for task in tasks_owed_by(viewer, on=on, until=until, page=page).rows
    ]


def _open_dues(viewer: Viewer, on: date, until: date) -> list[Any]:
    return list(
        db.session.execute(
            select(
                Due.id, Due.kind, Due.due_on, Due.patient_id, Patient.public_id, Patient.name, Patient.level,
                _is_own(viewer, on).label("own"),
            )
            .join(Patient, Patient.id == Due.patient_id)
            .outerjoin(
                CareAssignment, (CareAssignment.patient_id == Patient.id) & CareAssignment.until_date.is_(None)
            )
            .where(
                Due.owed_by_unit_id == viewer.unit_id,
                Due.owed_by_role == Role.VILLAGE_CADRE.value,
                Due.closed_at.is_(None),
                Due.due_on <= until,
                in_scope(viewer),
            )
            .order_by(Due.due_on, Due.id)
        )
    )  # fmt: skip


def _is_own(viewer: Viewer, on: date) -> ColumnElement[bool]:
    """The viewer is the responsible cadre, or stands in for the one who is."""
    stood_in_for = select(StandIn.account_id).where(
        StandIn.stand_in_id == viewer.account_id, StandIn.from_date <= on, StandIn.until_date >= on
    )
    mine = or_(CareAssignment.account_id == viewer.account_id, CareAssignment.account_id.in_(stood_in_for))
    return func.coalesce(mine, false())


def _earliest_visit_only(found: Iterable[Any]) -> list[Any]:
    """Where two clocks ask for the same visit the earlier date holds (domain §5); `found` comes by date."""
    kept, visited = [], set()
    for row in found:
        if row.kind in VISITS:
            if row.patient_id in visited:
                continue
            visited.add(row.patient_id)
        kept.append(row)
    return kept


def _guardian_phones(patient_ids: set[int]) -> dict[int, str | None]:
    """The first guardian's phone of each person."""
    found = db.session.execute(
        select(Guardian.patient_id, Guardian.phone)
        .where(Guardian.patient_id.in_(patient_ids), Guardian.until_date.is_(None))
        .order_by(Guardian.place_in_order.desc(), Guardian.id.desc())
    )
    return {row.patient_id: row.phone for row in found}


def _row(row: Any, phones: dict[int, str | None], viewer: Viewer, on: date) -> TodayRow:
    return TodayRow(
        patient=Seen("patient", _Person(row.public_id, row.name, row.level), viewer.role),
        kind=DueKind(row.kind),
        due_on=row.due_on,
        days_late=max(0, (on - row.due_on).days),
        own=bool(row.own),
        phone=phones.get(row.patient_id),
    )


def _place(row: Any) -> tuple[bool, int, date, str]:
    # Not determined yet is visited as yellow [A], and stands among the yellow ones.
    height = (RiskLevel(row.level) if row.level else RiskLevel.YELLOW).height
    return (not row.own, -height, row.due_on, row.public_id)
