"""What a due without a patient is about, in words: a lead, a screening round, a monthly report.

A due names the record that started it (`started_by_kind`, `started_by_id`). Each kind has one function here that
turns ids into words for one viewer; where the words lead is the web's to say (web/due_links.py). What the viewer may
not know of has no words and is not listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from mhapp import db
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.export import ExportKind
from mhapp.domain.move import GIVERS
from mhapp.domain.reward_period import period_words
from mhapp.domain.roles import Role, UnitKind
from mhapp.domain.screening import period_label
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    Account,
    Due,
    Lead,
    Letter,
    Patient,
    RewardPeriod,
    ScreeningRound,
    Unit,
    VillageReport,
    WorkbookExport,
)
from mhapp.queries.exports import exports_seen_by
from mhapp.queries.lead_scope import leads_seen_by
from mhapp.queries.moves import names_of_moves
from mhapp.queries.rewards import agreements_seen_by
from mhapp.queries.scope import units_seen_by

SHOWN = 20
"""How many stand on one page of a list."""


@dataclass(frozen=True)
class DueSubject:
    """What a due is about. `kind`: the table's name; `place`: the unit it lies in."""

    kind: str
    public_id: str
    words: str
    place: str


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

Words = Callable[[Collection[int], Viewer], dict[int, DueSubject]]
"""Ids of one table → what the viewer may read of them."""


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
    subjects = _subjects(viewer, found)
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


def _subjects(viewer: Viewer, rows: Iterable[Any]) -> dict[tuple[str, int], DueSubject]:
    asked: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        asked[row.started_by_kind].add(row.started_by_id)
    return {
        (kind, key): subject
        for kind, ids in asked.items()
        if kind in SUBJECTS
        for key, subject in SUBJECTS[kind](ids, viewer).items()
    }


def _leads(ids: Collection[int], viewer: Viewer) -> dict[int, DueSubject]:
    found = db.session.execute(
        leads_seen_by(viewer)
        .join(Unit, Unit.id == Lead.unit_id)
        .where(Lead.id.in_(ids))
        .with_only_columns(Lead.id, Lead.public_id, Lead.name, Unit.name.label("place"))
    )
    return {
        row.id: DueSubject("lead", row.public_id, f"线索：{row.name or '姓名不详'}", row.place)
        for row in found
    }


def _rounds(ids: Collection[int], viewer: Viewer) -> dict[int, DueSubject]:
    found = db.session.execute(
        select(ScreeningRound.id, ScreeningRound.public_id, ScreeningRound.span, ScreeningRound.starts_on, Unit.name)
        .join(Unit, Unit.id == ScreeningRound.unit_id)
        .where(ScreeningRound.id.in_(ids), ScreeningRound.unit_id.in_(units_seen_by(viewer)))
    )  # fmt: skip
    return {
        row.id: DueSubject("screening_round", row.public_id, period_label(row.span, row.starts_on), row.name)
        for row in found
    }


def _reports(ids: Collection[int], viewer: Viewer) -> dict[int, DueSubject]:
    found = db.session.execute(
        select(VillageReport.id, VillageReport.public_id, VillageReport.month, Unit.name)
        .join(Unit, Unit.id == VillageReport.unit_id)
        .where(VillageReport.id.in_(ids), VillageReport.unit_id.in_(units_seen_by(viewer)))
    )
    return {
        row.id: DueSubject(
            "village_report", row.public_id, f"{row.month.year}年{row.month.month}月", row.name
        )
        for row in found
    }


def _moves(ids: Collection[int], viewer: Viewer) -> dict[int, DueSubject]:
    if viewer.role not in GIVERS:
        return {}
    return {
        key: DueSubject("move", public_id, f"迁入：{name}", village)
        for key, (public_id, name, village) in names_of_moves(list(ids)).items()
    }


def _exports(ids: Collection[int], viewer: Viewer) -> dict[int, DueSubject]:
    found = db.session.execute(
        exports_seen_by(viewer)
        .join(Account, Account.id == WorkbookExport.asked_by_id)
        .where(WorkbookExport.id.in_(ids), WorkbookExport.asked_by_id != viewer.account_id)
        .with_only_columns(
            WorkbookExport.id, WorkbookExport.public_id, WorkbookExport.kind, WorkbookExport.people,
            Account.name.label("asked_by"), Unit.name.label("place"),
        )
    )  # fmt: skip
    return {
        row.id: DueSubject(
            "workbook_export",
            row.public_id,
            f"{row.asked_by}申请导出{ExportKind(row.kind).label}，{row.people}人",
            row.place,
        )
        for row in found
    }


def _reward_periods(ids: Collection[int], viewer: Viewer) -> dict[int, DueSubject]:
    """Agreements of people who have moved within the county since: their old township still judges and pays."""
    found = db.session.execute(
        agreements_seen_by(viewer)
        .join(RewardPeriod, RewardPeriod.letter_id == Letter.id)
        .join(Unit, Unit.id == Letter.unit_id)
        .where(RewardPeriod.id.in_(ids))
        .with_only_columns(
            RewardPeriod.id,
            RewardPeriod.public_id,
            RewardPeriod.period,
            Patient.name,
            Unit.name.label("place"),
        )
    )
    return {
        row.id: DueSubject(
            "reward_period", row.public_id, f"{row.name}（已迁出）：{period_words(row.period)}", row.place
        )
        for row in found
    }


SUBJECTS: dict[str, Words] = {
    "reward_period": _reward_periods,
    "move": _moves,
    "lead": _leads,
    "screening_round": _rounds,
    "village_report": _reports,
    "workbook_export": _exports,
}
"""A part that opens dues without a patient adds its table here, and its page in web/due_links.py."""
