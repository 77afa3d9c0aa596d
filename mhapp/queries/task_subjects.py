"""What starts a due without a patient, in words: a lead, a screening round, a monthly report.

Each kind says in one row where its words come from, for one viewer; all that are asked for are read in one statement.
What the viewer may not know of has no words. Where the words lead is the web's to say (web/due_links.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Date, Integer, Select, String, cast, literal, null, select, union_all

from mhapp import db
from mhapp.domain.export import ExportKind
from mhapp.domain.move import GIVERS
from mhapp.domain.reward_period import period_words
from mhapp.domain.screening import period_label
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    Account,
    Lead,
    Letter,
    Move,
    Patient,
    RewardPeriod,
    ScreeningRound,
    Unit,
    VillageReport,
    WorkbookExport,
)
from mhapp.queries.exports import exports_seen_by
from mhapp.queries.lead_scope import leads_seen_by
from mhapp.queries.rewards import agreements_seen_by
from mhapp.queries.scope import units_seen_by


@dataclass(frozen=True)
class DueSubject:
    """What a due is about. `kind`: the table's name; `place`: the unit it lies in."""

    kind: str
    public_id: str
    words: str
    place: str


def subjects_of(viewer: Viewer, asked: Mapping[str, Collection[int]]) -> dict[tuple[str, int], DueSubject]:
    """(table, id) → what the viewer may read of it. One statement."""
    kinds = [kind for kind in asked if kind in SUBJECTS]
    if not kinds:
        return {}
    found = db.session.execute(union_all(*(SUBJECTS[kind].rows(viewer, asked[kind]) for kind in kinds)))
    return {
        (row.kind, row.row): DueSubject(row.kind, row.public_id, SUBJECTS[row.kind].words(row), row.place)
        for row in found
    }


@dataclass(frozen=True)
class Subject:
    """One kind: a query (viewer, ids → rows of `_row`), and the words of a row."""

    rows: Callable[[Viewer, Collection[int]], Select[Any]]
    words: Callable[[Any], str]


_EMPTY = {
    "name": cast(null(), String),
    "sealed": cast(null(), Lead.__table__.c.name.type),
    "code": cast(null(), String),
    "day": cast(null(), Date),
    "number": cast(null(), Integer),
}


def _row(query: Any, model: Any, ids: Collection[int], **columns: Any) -> Select[Any]:
    """A kind's query as rows that fit under those of the others; the place is the Unit it joins."""
    filled = {**_EMPTY, **columns}
    return query.where(model.id.in_(ids)).with_only_columns(  # type: ignore[no-any-return]
        literal(model.__tablename__).label("kind"),
        model.id.label("row"),
        model.public_id.label("public_id"),
        Unit.name.label("place"),
        *(filled[name].label(name) for name in _EMPTY),
        maintain_column_froms=True,
    )


def _leads(viewer: Viewer, ids: Collection[int]) -> Select[Any]:
    return _row(leads_seen_by(viewer).join(Unit, Unit.id == Lead.unit_id), Lead, ids, sealed=Lead.name)


def _rounds(viewer: Viewer, ids: Collection[int]) -> Select[Any]:
    rounds = select(ScreeningRound).join(Unit, Unit.id == ScreeningRound.unit_id)
    seen = rounds.where(ScreeningRound.unit_id.in_(units_seen_by(viewer)))
    return _row(seen, ScreeningRound, ids, code=ScreeningRound.span, day=ScreeningRound.starts_on)


def _reports(viewer: Viewer, ids: Collection[int]) -> Select[Any]:
    reports = select(VillageReport).join(Unit, Unit.id == VillageReport.unit_id)
    seen = reports.where(VillageReport.unit_id.in_(units_seen_by(viewer)))
    return _row(seen, VillageReport, ids, day=VillageReport.month)


def _moves(viewer: Viewer, ids: Collection[int]) -> Select[Any]:
    """Who is to come is told to those who give and take, and to nobody else."""
    moves = select(Move).join(Patient, Patient.id == Move.patient_id).join(Unit, Unit.id == Move.to_unit_id)
    return _row(moves, Move, ids if viewer.role in GIVERS else (), name=Patient.name)


def _exports(viewer: Viewer, ids: Collection[int]) -> Select[Any]:
    others = (
        exports_seen_by(viewer)
        .join(Account, Account.id == WorkbookExport.asked_by_id)
        .where(WorkbookExport.asked_by_id != viewer.account_id)
    )
    return _row(
        others, WorkbookExport, ids, name=Account.name, code=WorkbookExport.kind, number=WorkbookExport.people
    )


def _reward_periods(viewer: Viewer, ids: Collection[int]) -> Select[Any]:
    """Agreements of people who have moved within the county since: their old township still judges and pays."""
    periods = (
        agreements_seen_by(viewer)
        .join(RewardPeriod, RewardPeriod.letter_id == Letter.id)
        .join(Unit, Unit.id == Letter.unit_id)
    )
    return _row(periods, RewardPeriod, ids, name=Patient.name, code=RewardPeriod.period)


SUBJECTS: dict[str, Subject] = {
    "lead": Subject(_leads, lambda row: f"线索：{row.sealed or '姓名不详'}"),
    "move": Subject(_moves, lambda row: f"迁入：{row.name}"),
    "reward_period": Subject(_reward_periods, lambda row: f"{row.name}（已迁出）：{period_words(row.code)}"),
    "screening_round": Subject(_rounds, lambda row: period_label(row.code, row.day)),
    "village_report": Subject(_reports, lambda row: f"{row.day.year}年{row.day.month}月"),
    "workbook_export": Subject(
        _exports, lambda row: f"{row.name}申请导出{ExportKind(row.code).label}，{row.number}人"
    ),
}
"""A part that opens dues without a patient adds its table here, and its page in web/due_links.py."""
