"""Background work as the page of whoever asked for it shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from mhapp.domain.viewer import Viewer
from mhapp.models import Job


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

    @property
    def is_open(self) -> bool:
        """Whether the worker is still to finish it."""
        return self.state in ("queued", "running")


def progress_of(job: Job) -> JobProgress:
    """What its page shows."""
    return JobProgress(
        job.public_id, job.state, job.total, job.done, job.asked_at, job.finished_at, job.problem
    )


def jobs_asked_by(viewer: Viewer, kind: str) -> Select[Job]:
    """The jobs of a kind this person asked for in the role they act in. Add the scope of what the job is about."""
    return select(Job).where(
        Job.kind == kind, Job.asked_by_id == viewer.account_id, Job.asked_by_role == viewer.role.value
    )
