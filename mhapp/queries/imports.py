"""Rosters somebody handed in, as their pages show them; nobody else opens them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from mhapp import db
from mhapp.domain.viewer import Viewer
from mhapp.domain.workbook_rows import Fault
from mhapp.models import Job, StoredFile, WorkbookImport
from mhapp.queries.jobs import JobProgress, progress_of
from mhapp.queries.paging import Paged, read_page

FAULTS_SHOWN = 1000
"""Faults on one page of a preview."""
ON_A_PAGE = 10


@dataclass(frozen=True)
class ImportPage:
    """One import as its page shows it. `faults`: those of this page, `fault_count` all of them;
    `unnumbered`: good rows whose place on the roster is another person's; `unread`: headers that mean nothing to us."""

    public_id: str
    state: str
    handed_in_at: datetime
    rows: int
    good: int
    bad: int
    already: int
    taken: int | None
    unnumbered: int
    unread: list[str]
    faults: list[Fault]
    fault_count: int
    page: int
    pages: int
    job: JobProgress | None


@dataclass(frozen=True)
class ImportLine:
    """One import in the list of one's own."""

    public_id: str
    handed_in_at: datetime
    state: str
    rows: int
    taken: int | None


def imports_of(viewer: Viewer) -> Select[WorkbookImport]:
    """The viewer's own imports for the unit they act for."""
    return select(WorkbookImport).where(
        WorkbookImport.account_id == viewer.account_id, WorkbookImport.unit_id == viewer.unit_id
    )


def recent_imports(viewer: Viewer, *, page: int) -> Paged[ImportLine]:
    """Newest first; what is in them is not read."""
    query = (
        imports_of(viewer)
        .with_only_columns(
            WorkbookImport.public_id,
            WorkbookImport.handed_in_at,
            WorkbookImport.state,
            WorkbookImport.rows,
            WorkbookImport.taken,
        )
        .order_by(WorkbookImport.id.desc())
    )
    return read_page(query, page=page, size=ON_A_PAGE).each(lambda row: ImportLine(*row))


def import_page(record: WorkbookImport, *, page: int = 1) -> ImportPage:
    """What its page shows, `page` of its faults from 1. At most one statement."""
    found: dict[str, Any] = json.loads(record.preview) if record.preview else {"faults": [], "unnumbered": 0}
    faults = [Fault(*one) for one in found["faults"]]
    pages = max(1, -(-len(faults) // FAULTS_SHOWN))
    page = min(max(1, page), pages)
    job = db.session.get(Job, record.job_id) if record.job_id else None
    return ImportPage(
        public_id=record.public_id,
        state=record.state,
        handed_in_at=record.handed_in_at,
        rows=record.rows,
        good=record.good or 0,
        bad=record.bad or 0,
        already=record.already or 0,
        taken=record.taken,
        unnumbered=found["unnumbered"],
        unread=found.get("unread", []),
        faults=faults[(page - 1) * FAULTS_SHOWN : page * FAULTS_SHOWN],
        fault_count=len(faults),
        page=page,
        pages=pages,
        job=progress_of(job) if job else None,
    )


def import_of_job(job: Job) -> WorkbookImport:
    """The import a job works on."""
    return db.session.scalars(
        select(WorkbookImport).where(WorkbookImport.public_id == job.details["import"])
    ).one()


def file_of(record: WorkbookImport) -> StoredFile:
    """The workbook as it was handed in."""
    return db.session.get_one(StoredFile, record.file_id)
