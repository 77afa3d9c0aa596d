"""Workbooks that were asked for, as their pages show them: one's own, and those one may agree to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, or_, select

from mhapp import db
from mhapp.domain.export import ExportKind
from mhapp.domain.permissions import Permission, can
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Job, StoredFile, Unit, WorkbookExport, WorkbookTemplate
from mhapp.queries.jobs import JobProgress, made_file, progress_of
from mhapp.queries.paging import Paged, read_page
from mhapp.queries.patients import Wanted
from mhapp.queries.scope import below

ON_A_PAGE = 20


@dataclass(frozen=True)
class ExportLine:
    """One export in a list."""

    public_id: str
    kind: ExportKind
    asked_at: datetime
    asked_by: str
    unit_name: str
    people: int
    state: str
    until: date | None


@dataclass(frozen=True)
class ExportPage:
    """One export as its page shows it. `own`: the viewer asked for it; `decides`: the viewer may agree to it."""

    line: ExportLine
    role_label: str
    purpose: str
    wanted: Wanted
    refusal: str | None
    decided_by: str | None
    decided_at: datetime | None
    job: JobProgress | None
    own: bool
    decides: bool
    open_to_download: bool


def exports_seen_by(viewer: Viewer) -> Select[WorkbookExport]:
    """One's own in the office one acts for, since a workbook holds what that role may see; and for who may agree,
    those of other people in their scope."""
    own = and_(
        WorkbookExport.asked_by_id == viewer.account_id,
        WorkbookExport.unit_id == viewer.unit_id,
        WorkbookExport.asked_by_role == viewer.role.value,
    )
    query = select(WorkbookExport).join(Unit, Unit.id == WorkbookExport.unit_id)
    if not can(viewer, Permission.WORKBOOK_APPROVE):
        return query.where(own)
    others = below(viewer.unit_path) & (WorkbookExport.asked_by_id != viewer.account_id)
    if (
        viewer.role is not Role.COUNTY_OFFICE
    ):  # what a reviewer asks for, the county agrees to or another reviewer
        others = others & (WorkbookExport.asked_by_role != Role.COUNTY_OFFICE.value)
    return query.where(or_(own, others))


def own_exports(viewer: Viewer, *, page: int) -> Paged[ExportLine]:
    """The viewer's, newest first."""
    own = exports_seen_by(viewer).where(WorkbookExport.asked_by_id == viewer.account_id)
    return _page(own.order_by(WorkbookExport.id.desc()), page)


def waiting_exports(viewer: Viewer, *, page: int) -> Paged[ExportLine]:
    """Those of others that wait for a second person, the oldest first; nothing for who may not agree."""
    if not can(viewer, Permission.WORKBOOK_APPROVE):
        return Paged([], 0)
    waiting = exports_seen_by(viewer).where(
        WorkbookExport.state == "waiting", WorkbookExport.asked_by_id != viewer.account_id
    )
    return _page(waiting.order_by(WorkbookExport.id), page)


def export_page(record: WorkbookExport, viewer: Viewer, *, on: date) -> ExportPage:
    """What its page shows."""
    (line,) = _page(select(WorkbookExport).join(Unit).where(WorkbookExport.id == record.id), 1).rows
    job, own = job_of(record), record.asked_by_id == viewer.account_id
    decided_by = db.session.get(Account, record.decided_by_id) if record.decided_by_id else None
    made = job is not None and job.state == "done" and made_file(job) is not None
    return ExportPage(
        line=line,
        role_label=Role(record.asked_by_role).label,
        purpose=record.purpose,
        wanted=wanted_of(record),
        refusal=record.refusal,
        decided_by=decided_by.name if decided_by else None,
        decided_at=record.decided_at,
        job=progress_of(job) if job and own else None,
        own=own,
        decides=not own and record.state == "waiting" and can(viewer, Permission.WORKBOOK_APPROVE),
        open_to_download=own and made and record.until is not None and record.until >= on,
    )


def wanted_of(record: WorkbookExport) -> Wanted:
    """What was asked for."""
    return Wanted(**json.loads(record.criteria))


def job_of(record: WorkbookExport) -> Job | None:
    """The work on it, once it may be made."""
    return db.session.get(Job, record.job_id) if record.job_id else None


def result_of(record: WorkbookExport) -> StoredFile | None:
    """The finished workbook, or None."""
    job = job_of(record)
    return made_file(job) if job else None


def export_of_job(job: Job) -> WorkbookExport:
    """The export a job makes."""
    return db.session.scalars(
        select(WorkbookExport).where(WorkbookExport.public_id == job.details["export"])
    ).one()


def layouts_for(viewer: Viewer) -> list[tuple[Unit, dict[ExportKind, WorkbookTemplate]]]:
    """The layouts in force a viewer may choose, by unit and kind: their own unit's, then those of the units above."""
    paths = viewer.unit_path.split(".")
    above = [".".join(paths[: depth + 1]) for depth in range(len(paths))]
    found = db.session.execute(
        select(WorkbookTemplate, Unit)
        .join(Unit, Unit.id == WorkbookTemplate.unit_id)
        .where(Unit.path.in_(above), WorkbookTemplate.withdrawn_at.is_(None))
        .order_by(Unit.path.desc())
    )
    by_unit: dict[int, tuple[Unit, dict[ExportKind, WorkbookTemplate]]] = {}
    for layout, unit in found:
        by_unit.setdefault(unit.id, (unit, {}))[1][ExportKind(layout.kind)] = layout
    return list(by_unit.values())


def _page(query: Select[WorkbookExport], page: int) -> Paged[ExportLine]:
    lines = (
        query.join(Account, Account.id == WorkbookExport.asked_by_id).with_only_columns(
            WorkbookExport.public_id, WorkbookExport.kind, WorkbookExport.asked_at, Account.name.label("asked_by"),
            Unit.name.label("unit"), WorkbookExport.people, WorkbookExport.state, WorkbookExport.until,
        )
    )  # fmt: skip
    return read_page(lines, page=page, size=ON_A_PAGE).each(
        lambda row: ExportLine(
            row.public_id, ExportKind(row.kind), row.asked_at, row.asked_by, row.unit, row.people, row.state, row.until
        )
    )  # fmt: skip
