"""Looks a long roster through, and takes its good rows in."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from mhapp import clock, db
from mhapp.config import Settings
from mhapp.documents.workbook_reader import read_kept_roster
from mhapp.domain.workbook_rows import RosterSheet
from mhapp.models import Job
from mhapp.queries.imports import file_of, import_of_job
from mhapp.queries.viewers import viewer_of_job
from mhapp.queries.workbook_columns import roster_columns
from mhapp.services import files, imports, jobs


@contextmanager
def _all_rows_stay() -> Iterator[None]:
    """Looking for garbage among thousands of rows that are all in use would take a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@_all_rows_stay()
def look(job: Job, settings: Settings) -> None:
    """Keep what is wrong with which row."""
    job_id, by = job.id, viewer_of_job(job, on=clock.today())
    sheet = _sheet(job, settings)

    def tell(done: int) -> None:
        db.session.rollback()
        with db.transaction():
            jobs.progress(db.session.get_one(Job, job_id), done, at=clock.now())

    judged = imports.look_through(imports.read_rows(sheet, by=by, today=clock.today(), tell=tell), by=by)
    db.session.rollback()
    with db.transaction():
        job = db.session.get_one(Job, job_id)
        imports.keep_preview(import_of_job(job), judged)
        jobs.finish(job, at=clock.now())


@_all_rows_stay()
def take(job: Job, settings: Settings) -> None:
    """Register everybody of the good rows as one change; where that fails, the preview can be decided on again."""
    job_id, by = job.id, viewer_of_job(job, on=clock.today())
    read = imports.read_rows(_sheet(job, settings), by=by, today=clock.today())
    try:
        with db.transaction():
            job = db.session.get_one(Job, job_id)
            by = viewer_of_job(job, on=clock.today())
            imports.take_in(import_of_job(job), read, by=by, at=clock.now())
            jobs.finish(job, at=clock.now())
    except Exception:
        db.session.rollback()
        with db.transaction():
            imports.back_to_preview(import_of_job(db.session.get_one(Job, job_id)))
        raise


def _sheet(job: Job, settings: Settings) -> RosterSheet:
    stored = file_of(import_of_job(job))
    db.session.rollback()  # nothing is held while the workbook is read
    return read_kept_roster(files.read_file(stored, settings.files), roster_columns())
