"""A village's letters as one file: asked for in a request, made by the worker. The job row is the truth."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.errors import RuleBroken
from mhapp.domain.viewer import Viewer
from mhapp.models import Job, Letter, Patient, Unit
from mhapp.queries.letters import VillagePerson, guardians_of, people_of_village
from mhapp.queries.print_runs import KIND
from mhapp.services import audit_chain, jobs
from mhapp.services.letters import Terms, issue_letter

MOST_LETTERS = 500


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
    job = jobs.ask(KIND, unit_id=village.id, details={"letters": letters}, total=len(letters), by=by, at=at)
    audit_chain.record("print_run:ask", at=at, by=by, kind="job", subject=job.public_id, count=len(letters))
    return job


def _wait_for_others(village: Unit) -> None:
    """Two who ask for one village at once: the second finds the first's letters. SQLite's lock does this by itself."""
    if not db.is_sqlite():
        db.session.execute(select(Unit.id).where(Unit.id == village.id).with_for_update(key_share=True))


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
