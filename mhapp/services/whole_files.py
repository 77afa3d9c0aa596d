"""A person's whole file as one paper: asked for, made by the worker, taken by who asked, gone after some days."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from mhapp import db
from mhapp.domain.viewer import Viewer
from mhapp.models import Job, Patient
from mhapp.queries.whole_files import KIND, last_file_of, old_papers
from mhapp.services import audit_chain, files, jobs

KEPT_FOR = timedelta(days=7)
"""How long the made paper waits for who asked [A]; afterwards it is made anew, from what the records say then."""


def ask_for_file(patient: Patient, *, by: Viewer, at: datetime) -> Job:
    """Ask for the whole file of a person in scope; one that is still being made is not asked for twice."""
    last = last_file_of(by, patient)
    if last is not None and last.state in ("queued", "running"):
        return last
    job = jobs.ask(KIND, unit_id=by.unit_id, details={"patient": patient.public_id}, by=by, at=at)
    audit_chain.record("file:asked", at=at, by=by, kind="patient", subject=patient.public_id)
    return job


def remove_old_papers(folder: Path, *, at: datetime) -> int:
    """Take the bytes of papers past their days off the disk; how many. Their rows stay."""
    papers = old_papers(at - KEPT_FOR)
    for paper in papers:
        paper.removed_at = at
    db.session.flush()
    for paper in papers:
        files.remove_bytes(paper, folder)
    return len(papers)
