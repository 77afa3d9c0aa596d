"""A person's whole file as one paper: asked for, made by the worker, taken by who asked, gone after some days."""

from __future__ import annotations

from datetime import datetime

from mhapp.domain.viewer import Viewer
from mhapp.models import Job, Patient
from mhapp.queries.whole_files import KIND, last_file_of
from mhapp.services import audit_chain, jobs


def ask_for_file(patient: Patient, *, by: Viewer, at: datetime) -> Job:
    """Ask for the whole file of a person in scope; one that is still being made is not asked for twice."""
    last = last_file_of(by, patient)
    if last is not None and last.state in ("queued", "running"):
        return last
    job = jobs.ask(KIND, unit_id=by.unit_id, details={"patient": patient.public_id}, by=by, at=at)
    audit_chain.record("file:asked", at=at, by=by, kind="patient", subject=patient.public_id)
    return job
