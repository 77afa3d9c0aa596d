"""A village's letters as one file: asked for in a request, made by the worker. The job row is the truth."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.errors import RuleBroken
from mhapp.domain.viewer import Viewer
from mhapp.models import Job, Letter, Patient, Unit
from mhapp.queries.letters import VillagePerson, guardians_of, people_of_village
from mhapp.queries.print_runs import KIND
from mhapp.services import audit_chain
from mhapp.services.files import WrittenFile, add_row
from mhapp.services.letters import Terms, issue_letter

MOST_LETTERS = 500
DEAD_AFTER = timedelta(minutes=5)
"""Without a sign of life for so long a running job is taken up again: its worker has died."""
MOST_TRIES = 3
"""A run that ended its worker so often is given up, so that others get their turn."""
GAVE_UP = "生成失败，请再试一次；还不行，请告诉系统管理员"


def ask_for_run(village: Unit, terms: Terms, *, by: Viewer, at: datetime) -> Job:
    """Issue a letter for everybody of the village who has a guardian and none that holds, and put these and the
    unsigned ones in one run. Raises RuleBroken when there is nothing to print."""
    _wait_for_others(village)
    people = people_of_village(village, today=beijing_date(at))
    waiting = [person.letter.public_id for person in people if person.letter and person.awaits_signature]
    missing = [person for person in people if person.needs_letter]
    if not missing and not waiting:
        raise RuleBroken("现在没有要打印的：有监护人的患者都已签字")
    if len(missing) + len(waiting) > MOST_LETTERS:
        raise RuleBroken(f"一次最多打印{MOST_LETTERS}份，请先逐人打印一部分")
    letters = waiting + [letter.public_id for letter in _issue_all(missing, terms, by=by, at=at)]
    job = Job(
        kind=KIND,
        unit_id=village.id,
        asked_by_id=by.account_id,
        asked_by_role=by.role.value,
        asked_at=at,
        details={"letters": letters},
        total=len(letters),
    )
    db.session.add(job)
    db.session.flush()
    audit_chain.record("print_run:ask", at=at, by=by, kind="job", subject=job.public_id, count=len(letters))
    return job


def _wait_for_others(village: Unit) -> None:
    """Two who ask for one village at once: the second finds the first's letters. SQLite's lock does this by itself."""
    if not db.is_sqlite():
        db.session.execute(select(Unit.id).where(Unit.id == village.id).with_for_update(key_share=True))


def take_next_run(*, at: datetime) -> Job | None:
    """The oldest run that waits, or whose worker died, marked as running; None when there is none."""
    stale = at - DEAD_AFTER
    query = (
        select(Job)
        .where(
            Job.kind == KIND,
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
        fail_run(job, at=at)
        return take_next_run(at=at)
    db.session.flush()
    return job


def finish_run(job: Job, written: WrittenFile, *, at: datetime) -> None:
    """The file is made; it belongs to the one who asked."""
    result = add_row(written, account_id=job.asked_by_id, at=at)
    job.state, job.done, job.result_file_id = "done", job.total, result.id
    job.finished_at = job.alive_at = at
    db.session.flush()


def fail_run(job: Job, *, at: datetime) -> None:
    """It could not be made; says so in words to the one who asked."""
    job.state, job.problem = "failed", GAVE_UP
    job.finished_at = job.alive_at = at
    db.session.flush()


def _issue_all(people: list[VillagePerson], terms: Terms, *, by: Viewer, at: datetime) -> list[Letter]:
    patients = {
        patient.public_id: patient
        for patient in db.session.scalars(
            select(Patient).where(Patient.public_id.in_([person.public_id for person in people]))
        )
    }
    guardians = guardians_of([patient.id for patient in patients.values()])
    by_patient = {guardian.patient_id: guardian for guardian in reversed(guardians)}
    return [
        issue_letter(
            patients[person.public_id], by_patient[patients[person.public_id].id], terms, by=by, at=at
        )
        for person in people
    ]
