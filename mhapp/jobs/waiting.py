"""Does what waits, one job at a time: each kind of job has one function here. Called by the worker."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from mhapp import clock, db
from mhapp.config import Settings
from mhapp.domain.errors import RuleBroken
from mhapp.jobs import exports, imports, print_runs, whole_files
from mhapp.models import Job
from mhapp.queries.print_runs import KIND as LETTERS
from mhapp.queries.whole_files import KIND as WHOLE_FILE
from mhapp.services import jobs
from mhapp.services.exports import MAKE as EXPORT
from mhapp.services.files import WrittenFile
from mhapp.services.imports import LOOK_THROUGH, TAKE_IN

Work = Callable[[Job, Settings], WrittenFile | None]
"""Does a job and gives the file it made, if any. Runs outside a transaction and opens its own. What must end together
with what it wrote calls `services.jobs.finish` inside its transaction. RuleBroken tells whoever asked what to do."""

WORK: dict[str, Work] = {
    LETTERS: print_runs.make,
    WHOLE_FILE: whole_files.make,
    LOOK_THROUGH: imports.look,
    TAKE_IN: imports.take,
    EXPORT: exports.make,
}
"""Kind of job -> what does it."""

_log = logging.getLogger(__name__)


def do_waiting_work(settings: Settings, work: Mapping[str, Work] | None = None) -> int:
    """Do every job that waits; how many were taken up."""
    known = WORK if work is None else work
    taken = 0
    while _do_next(settings, known):
        taken += 1
    return taken


def _do_next(settings: Settings, work: Mapping[str, Work]) -> bool:
    with db.transaction():
        job = jobs.take_next(work.keys(), at=clock.now())
        if job is None:
            return False
        job_id, kind = job.id, job.kind
    try:
        written = work[kind](db.session.get_one(Job, job_id), settings)
        _end(job_id, lambda job: jobs.finish(job, written, at=clock.now()))
    except RuleBroken as error:
        problem = str(error)
        _end(job_id, lambda job: jobs.fail(job, at=clock.now(), problem=problem))
    except Exception as error:
        # Whatever went wrong, the person who asked must hear of it and the worker go on. No words of the error
        # are logged: they may hold a name.
        _log.error("job %s (%s) failed: %s", job_id, kind, type(error).__name__)
        _end(job_id, lambda job: jobs.fail(job, at=clock.now()))
    return True


def _end(job_id: int, end: Callable[[Job], None]) -> None:
    db.session.rollback()
    with db.transaction():
        job = db.session.get_one(Job, job_id)
        if job.state == "running":
            end(job)
