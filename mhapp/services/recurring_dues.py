"""What comes round by itself: a village's month and quarter, a township's half-year. Opened once, however often asked.

Run by the worker when it starts and every night. A later part's clock engine takes these dues over as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.crypto import new_public_id
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.roles import Role, UnitKind
from mhapp.domain.screening import Span, period_of
from mhapp.models import ScreeningRound, Unit, VillageReport
from mhapp.queries.policies import calendar_of
from mhapp.services import dues


def open_recurring(*, at: datetime) -> int:
    """Open what the running month, quarter and half-year ask for and nobody has opened yet; how many."""
    today = beijing_date(at)
    villages, townships = _units(UnitKind.VILLAGE), _units(UnitKind.TOWNSHIP)
    return (
        _open_reports(villages, today.replace(day=1), at)
        + _open_rounds(villages, Span.QUARTER, today, at)
        + _open_rounds(townships, Span.HALF_YEAR, today, at)
    )


def _units(kind: UnitKind) -> list[Unit]:
    return list(db.session.scalars(select(Unit).where(Unit.kind == kind.value).order_by(Unit.code)))


def _open_reports(villages: Iterable[Unit], month: date, at: datetime) -> int:
    known = set(db.session.scalars(select(VillageReport.unit_id).where(VillageReport.month == month)))
    opened = 0
    for village in villages:
        if village.id in known:
            continue
        report_id = _insert_once(VillageReport, ["unit_id", "month"], unit_id=village.id, month=month)
        if report_id is None:
            continue
        dues.open_due(
            DueKind.VILLAGE_REPORT, patient_id=None, unit_id=village.id, role=Role.VILLAGE_CADRE,
            started_by=("village_report", report_id),
            due_on=calendar_of(village.path, month).last_of_month(month).day, at=at,
        )  # fmt: skip
        opened += 1
    return opened


def _open_rounds(units: Iterable[Unit], span: Span, today: date, at: datetime) -> int:
    period = period_of(span, today)
    known = set(
        db.session.scalars(
            select(ScreeningRound.unit_id).where(
                ScreeningRound.starts_on == period.starts_on, ScreeningRound.span == span.value
            )
        )
    )
    opened = 0
    for unit in units:
        if unit.id in known:
            continue
        round_id = _insert_once(
            ScreeningRound, ["unit_id", "starts_on"], unit_id=unit.id, span=span.value,
            starts_on=period.starts_on, ends_on=period.ends_on,
        )  # fmt: skip
        if round_id is None:
            continue
        role = Role.VILLAGE_CADRE if span is Span.QUARTER else Role.CIVIL_AFFAIRS
        dues.open_due(
            DueKind.SCREENING, patient_id=None, unit_id=unit.id, role=role,
            started_by=("screening_round", round_id), due_on=period.ends_on, at=at,
        )  # fmt: skip
        opened += 1
    return opened


def _insert_once(model: type[Any], key: list[str], **values: Any) -> int | None:
    """The new row's id; None where somebody else opened it in the same moment."""
    insert = sqlite.insert if db.is_sqlite() else postgresql.insert
    found: int | None = db.session.execute(
        insert(model)
        .values(public_id=new_public_id(), **values)
        .on_conflict_do_nothing(index_elements=key)
        .returning(model.id)
    ).scalar_one_or_none()
    return found
