"""Background work as the page of whoever asked for it shows it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.viewer import Viewer
from mhapp.models import Job, StoredFile


@dataclass(frozen=True)
class JobProgress:
    """How far a job is: `done` of `total` pieces; `problem` in words when it failed."""

    public_id: str
    state: str
    total: int
    done: int
    asked_at: datetime
    finished_at: datetime | None
    problem: str | None
    doing: str = ""
    """The step in hand, where nobody knows how long it takes."""
    removed_on: date | None = None
    """When the file it made was taken off the disk, its days being over."""

    @property
    def is_open(self) -> bool:
        """Whether the worker is still to finish it."""
        return self.state in ("queued", "running")


def progress_of(job: Job) -> JobProgress:
    """What its page shows."""
    return JobProgress(
        job.public_id, job.state, job.total, job.done, job.asked_at, job.finished_at, job.problem,
        job.details.get("doing", ""), removed_on(job),
    )  # fmt: skip


def made_file(job: Job) -> StoredFile | None:
    """The file a job made; None while it is made, and once its days are over."""
    stored = db.session.get(StoredFile, job.result_file_id) if job.result_file_id else None
    return stored if stored is not None and stored.removed_at is None else None


def removed_on(job: Job) -> date | None:
    """When the file a job made was taken off the disk; None while it lies there, and where it made none."""
    stored = db.session.get(StoredFile, job.result_file_id) if job.result_file_id else None
    return beijing_date(stored.removed_at) if stored is not None and stored.removed_at is not None else None


def files_made_before(instant: datetime, kinds: Collection[str]) -> list[tuple[Job, StoredFile]]:
    """Files that jobs of these kinds made before an instant and that still lie on disk."""
    found = db.session.execute(
        select(Job, StoredFile)
        .join(StoredFile, StoredFile.id == Job.result_file_id)
        .where(Job.kind.in_(kinds), Job.finished_at < instant, StoredFile.removed_at.is_(None))
        .order_by(Job.id)
    )
    return [(job, stored) for job, stored in found]


def jobs_asked_by(viewer: Viewer, kind: str) -> Select[Job]:
    """The jobs of a kind this person asked for in the role they act in. Add the scope of what the job is about."""
    return select(Job).where(
        Job.kind == kind, Job.asked_by_id == viewer.account_id, Job.asked_by_role == viewer.role.value
    )
