"""Makes the file of a print run: a village's letters, one after the other."""

from __future__ import annotations

from mhapp import db
from mhapp.config import Settings
from mhapp.documents.letter import LetterPaper, letters_pdf
from mhapp.models import Job
from mhapp.queries.installations import is_demo
from mhapp.queries.print_runs import snapshots_of_run
from mhapp.services import files

TITLE = "监护责任书"


def make(job: Job, settings: Settings) -> files.WrittenFile:
    """The letters of the run as one PDF, in the order they were issued."""
    papers = [LetterPaper(snapshot.number, code, snapshot.text) for snapshot, code in snapshots_of_run(job)]
    invented = is_demo()
    db.session.rollback()  # nothing is held while the paper is made
    pdf = letters_pdf(papers, title=TITLE, fonts=settings.fonts, invented=invented)
    return files.write_file(files.prepare_pdf(pdf), settings.files)
