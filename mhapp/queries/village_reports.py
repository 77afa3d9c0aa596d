"""Monthly reports: a village's own, and which villages of a scope have sent theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Select, func, select

from mhapp import db
from mhapp.clock import BEIJING
from mhapp.domain.clocks import months_after
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Due, Lead, Unit, VillageReport
from mhapp.queries.paging import Paged, read_page
from mhapp.queries.scope import units_seen_by

MONTHS_ON_A_PAGE = 12


@dataclass(frozen=True)
class ReportRow:
    """One village's month. `leads` and `sent_at` are None while it is not sent; `overdue` in days."""

    public_id: str
    month: date
    village_name: str
    leads: int | None
    sent_at: datetime | None
    due_on: date
    overdue: int


def leads_reported_in(unit_id: int, month: date) -> int:
    """How many leads a village has reported in the month that begins on `month`, Beijing time."""
    begins, ends = (datetime.combine(day, time(), BEIJING) for day in (month, months_after(month, 1)))
    return (
        db.session.scalar(
            select(func.count()).where(
                Lead.reported_unit_id == unit_id, Lead.reported_at >= begins, Lead.reported_at < ends
            )
        )
        or 0
    )


def reports_seen_by(viewer: Viewer) -> Select[VillageReport]:
    """The reports of the villages in the viewer's scope, unordered."""
    return select(VillageReport).where(VillageReport.unit_id.in_(units_seen_by(viewer)))


def months_of(viewer: Viewer, *, page: int, on: date) -> Paged[tuple[date, int]]:
    """The months there are reports of, the newest first, each with how many villages have not sent theirs."""
    query = (
        reports_seen_by(viewer)
        .with_only_columns(VillageReport.month, func.count() - func.count(VillageReport.sent_at))
        .where(VillageReport.month <= on)
        .group_by(VillageReport.month)
        .order_by(VillageReport.month.desc())
    )
    return read_page(query, page=page, size=MONTHS_ON_A_PAGE).each(lambda row: (row[0], row[1]))


def report_rows(viewer: Viewer, *, on: date, month: date) -> list[ReportRow]:
    """The reports of one month, villages in code order. One statement."""
    return [_row(row, on) for row in db.session.execute(_rows(viewer).where(VillageReport.month == month))]


def own_report_rows(viewer: Viewer, *, page: int, on: date) -> Paged[ReportRow]:
    """A village's own reports, the newest first."""
    return read_page(_rows(viewer), page=page, size=MONTHS_ON_A_PAGE).each(lambda row: _row(row, on))


def _rows(viewer: Viewer) -> Any:
    return (
        reports_seen_by(viewer)
        .join(Unit, Unit.id == VillageReport.unit_id)
        .join(
            Due,
            (Due.started_by_kind == "village_report")
            & (Due.started_by_id == VillageReport.id)
            & Due.patient_id.is_(None),  # so that the index of tasks answers
        )
        .with_only_columns(
            VillageReport.public_id, VillageReport.month, Unit.name, VillageReport.leads, VillageReport.sent_at,
            Due.due_on,
        )
        .order_by(VillageReport.month.desc(), Unit.code)
    )  # fmt: skip


def _row(row: Any, on: date) -> ReportRow:
    overdue = max(0, (on - row.due_on).days) if row.sent_at is None else 0
    return ReportRow(row.public_id, row.month, row.name, row.leads, row.sent_at, row.due_on, overdue)


@dataclass(frozen=True)
class ReportDetails:
    """One report as its page shows it. `leads`: as sent, else as counted now."""

    public_id: str
    month: date
    village_name: str
    leads: int
    remark: str | None
    sent_at: datetime | None
    sent_by: str | None
    due_on: date


def report_details(report: VillageReport) -> ReportDetails:
    """What the page of one report shows."""
    due_on = db.session.scalars(
        select(Due.due_on).where(Due.started_by_kind == "village_report", Due.started_by_id == report.id)
    ).one()
    sender = db.session.get(Account, report.sent_by_id) if report.sent_by_id else None
    leads = report.leads if report.leads is not None else leads_reported_in(report.unit_id, report.month)
    return ReportDetails(
        report.public_id, report.month, db.session.get_one(Unit, report.unit_id).name, leads, report.remark,
        report.sent_at, sender.name if sender else None, due_on,
    )  # fmt: skip
