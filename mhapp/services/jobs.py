"""Background work of any kind: asked for in a request, taken up by a worker. The job row is the truth.

A job whose worker died is taken up again; one that ends its worker three times is given up.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from mhapp import db
from mhapp.domain.viewer import Viewer
from mhapp.models import Job
from mhapp.services.files import WrittenFile, add_row

DEAD_AFTER = timedelta(minutes=5)
"""Without a sign of life for so long a running job is taken up again: its worker has died."""
MOST_TRIES = 3
"""A job that ended its worker so often is given up, so that others get their turn."""
GAVE_UP = "生成失败，请再试一次；还不行，请告诉系统管理员"


def ask(kind: str, *, unit_id: int, details: dict[str, Any], total: int = 0, by: Viewer, at: datetime) -> Job:
    """A new job that waits. The one who asks writes the audit row, since only they know what was asked for."""
    job = Job(
        kind=kind,
        unit_id=unit_id,
        asked_by_id=by.account_id,
        asked_by_role=by.role.value,
        asked_at=at,
        details=details,
        total=total,
    )
    db.session.add(job)
    db.session.flush()
    return job


def take_next(kinds: Collection[str], *, at: datetime) -> Job | None:
    """The oldest job of these kinds that waits, or whose worker died, marked as running; None when there is none."""
    stale = at - DEAD_AFTER
    query = (
        select(Job)
        .where(
            Job.kind.in_(kinds),
            or_(Job.state == "queued", (Job.state == "running") & (Job.alive_at < stale)),
        )
        .order_by(Job.id)
        .limit(1)
    )
    if not db.is_sqlite():
        query = query.with_for_update(skip_locked=True)
    job = db.session.scalars(query).one_or_none()
    if job is None:
        return None
    tries = job.details.get("tries", 0) + 1
    job.details = {**job.details, "tries": tries}
    job.state, job.started_at, job.alive_at = "running", at, at
    if tries > MOST_TRIES:
        fail(job, at=at)
        return take_next(kinds, at=at)
    db.session.flush()
    return job


def progress(job: Job, done: int, total: int | None = None, *, at: datetime, doing: str = "") -> None:
    """How far it is: `done` of `total` pieces. Also the sign of life of a job that takes minutes.

    `doing`: words for a step whose length nobody knows; the page says them instead of a number.
    """
    job.done, job.alive_at = done, at
    job.details = {**job.details, "doing": doing}
    job.total = job.total if total is None else total
    db.session.flush()


def finish(job: Job, written: WrittenFile | None = None, *, at: datetime) -> None:
    """The work is done; its file, if it made one, belongs to the one who asked."""
    if written is not None:
        job.result_file_id = add_row(written, account_id=job.asked_by_id, at=at).id
    job.state, job.done = "done", job.total
    job.finished_at = job.alive_at = at
    db.session.flush()


def fail(job: Job, *, at: datetime, problem: str = GAVE_UP) -> None:
    """It could not be done; says so in words to the one who asked."""
    job.state, job.problem = "failed", problem[:200]
    job.finished_at = job.alive_at = at
    db.session.flush()
