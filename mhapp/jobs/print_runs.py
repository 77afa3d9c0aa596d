"""Makes the file of each print run that waits. Called by the worker; one run at a time."""

from __future__ import annotations

import logging

from mhapp import clock, db
from mhapp.config import Settings
from mhapp.documents.letter import LetterPaper, letters_pdf
from mhapp.models import Job
from mhapp.queries.installations import is_demo
from mhapp.queries.print_runs import snapshots_of_run
from mhapp.services import files
from mhapp.services.print_runs import fail_run, finish_run, take_next_run

TITLE = "监护责任书"
_log = logging.getLogger(__name__)


def make_waiting_runs(settings: Settings) -> int:
    """Make every run that waits; how many were taken up."""
    taken = 0
    while _make_next_run(settings):
        taken += 1
    return taken


def _make_next_run(settings: Settings) -> bool:
    with db.transaction():
        job = take_next_run(at=clock.now())
        if job is None:
            return False
        job_id = job.id
    try:
        written = _made(db.session.get_one(Job, job_id), settings)
    except Exception as error:
        # Whatever went wrong, the person who asked must hear of it and the worker go on. No words of the error
        # are logged: they may hold a name.
        _log.error("print run %s failed: %s", job_id, type(error).__name__)
        with db.transaction():
            fail_run(db.session.get_one(Job, job_id), at=clock.now())
        return True
    with db.transaction():
        finish_run(db.session.get_one(Job, job_id), written, at=clock.now())
    return True


def _made(job: Job, settings: Settings) -> files.WrittenFile:
    papers = [LetterPaper(snapshot.number, code, snapshot.text) for snapshot, code in snapshots_of_run(job)]
    invented = is_demo()
    db.session.rollback()  # nothing is held while the paper is made
    pdf = letters_pdf(papers, title=TITLE, fonts=settings.fonts, invented=invented)
    return files.write_file(files.prepare_pdf(pdf), settings.files)
