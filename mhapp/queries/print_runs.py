"""Print runs: a village's letters as one file, asked for by somebody, made by the worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select

from mhapp import db
from mhapp.domain.letter_snapshot import LetterSnapshot
from mhapp.domain.viewer import Viewer
from mhapp.models import Job, Letter, Unit
from mhapp.queries.jobs import removed_on
from mhapp.queries.scope import below

KIND = "letters"


@dataclass(frozen=True)
class PrintRun:
    """One run as its page shows it."""

    public_id: str
    village_public_id: str
    village_name: str
    state: str
    total: int
    done: int
    asked_at: datetime
    finished_at: datetime | None
    problem: str | None
    doing: str
    removed_on: date | None
    """When its file was taken off the disk."""

    @property
    def is_open(self) -> bool:
        """Whether the worker is still to finish it."""
        return self.state in ("queued", "running")


def runs_asked_by(viewer: Viewer) -> Select[Job]:
    """The runs this person asked for, in the units they still act for."""
    return (
        select(Job)
        .join(Unit, Unit.id == Job.unit_id)
        .where(Job.kind == KIND, Job.asked_by_id == viewer.account_id, below(viewer.unit_path))
    )


def run_details(job: Job) -> PrintRun:
    """What the progress page shows."""
    village = db.session.get_one(Unit, job.unit_id)
    return PrintRun(
        job.public_id, village.public_id, village.name, job.state, job.total, job.done, job.asked_at,
        job.finished_at, job.problem, job.details.get("doing", ""), removed_on(job),
    )  # fmt: skip


def letters_of_run(job: Job) -> list[Letter]:
    """The letters of a run in the order of the file."""
    ids: list[str] = job.details["letters"]
    found = {
        letter.public_id: letter
        for letter in db.session.scalars(select(Letter).where(Letter.public_id.in_(ids)))
    }
    return [found[public_id] for public_id in ids]


def snapshots_of_run(job: Job) -> list[tuple[LetterSnapshot, str]]:
    """What each letter of a run says, with its check code."""
    return [(LetterSnapshot.from_json(letter.snapshot), letter.check_code) for letter in letters_of_run(job)]
