"""Whole files on paper: each one asked for by somebody about one person, kept for them alone, some days."""

from __future__ import annotations

from mhapp import db
from mhapp.domain.viewer import Viewer
from mhapp.models import Job, Patient
from mhapp.queries.jobs import jobs_asked_by, made_file
from mhapp.queries.scope import people_seen_by

KIND = "patient_file"


def last_file_of(viewer: Viewer, patient: Patient) -> Job | None:
    """The newest the viewer has asked for about a person already loaded through their scope; None where none holds."""
    job = db.session.scalar(
        jobs_asked_by(viewer, KIND)
        .where(Job.details["patient"].as_string() == patient.public_id)
        .order_by(Job.id.desc())
        .limit(1)
    )
    return None if job is None or _is_over(job) else job


def file_job(viewer: Viewer, patient_id: str, job_id: str) -> Job | None:
    """One the viewer asked for, whose person is still in their scope."""
    job = db.session.scalar(jobs_asked_by(viewer, KIND).where(Job.public_id == job_id))
    if job is None or job.details["patient"] != patient_id:
        return None
    seen = db.session.scalar(people_seen_by(viewer).where(Patient.public_id == patient_id))
    return job if seen is not None else None


def _is_over(job: Job) -> bool:
    return job.state == "done" and made_file(job) is None


def person_of(viewer: Viewer, job: Job) -> Patient | None:
    """The person a job is about, as long as they are in the scope of who asked."""
    return db.session.scalar(people_seen_by(viewer).where(Patient.public_id == job.details["patient"]))
