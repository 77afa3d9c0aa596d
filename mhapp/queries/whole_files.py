"""Whole files on paper: each one asked for by somebody about one person, kept for them alone, some days."""

from __future__ import annotations

from sqlalchemy import select

from mhapp import db
from mhapp.domain.viewer import Viewer
from mhapp.models import Job, Patient, StoredFile
from mhapp.queries.jobs import jobs_asked_by
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


def paper_of(job: Job) -> StoredFile | None:
    """The finished paper; None while it is made, and once its days are over."""
    stored = db.session.get(StoredFile, job.result_file_id) if job.result_file_id else None
    return stored if stored is not None and stored.removed_at is None else None


def _is_over(job: Job) -> bool:
    return job.state == "done" and paper_of(job) is None


def person_of(viewer: Viewer, job: Job) -> Patient | None:
    """The person a job is about, as long as they are in the scope of who asked."""
    return db.session.scalar(people_seen_by(viewer).where(Patient.public_id == job.details["patient"]))


def old_papers(before: object) -> list[StoredFile]:
    """Papers made before an instant whose bytes still lie on disk."""
    return list(
        db.session.scalars(
            select(StoredFile)
            .join(Job, Job.result_file_id == StoredFile.id)
            .where(Job.kind == KIND, Job.finished_at < before, StoredFile.removed_at.is_(None))
        )
    )
