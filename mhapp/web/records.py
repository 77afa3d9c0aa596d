"""From an opaque id in a URL to the record, through the viewer's scope: outside it there is no such record (404).

In a transaction that may change something, the person it is about is locked on PostgreSQL, before the record is read:
one lock for all that is known of somebody, so that nobody waits in a circle and nobody decides on what has
changed meanwhile. SQLite's write lock already holds all.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam

from mhapp import db
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    FilePage,
    Job,
    Letter,
    LevelDecision,
    Measure,
    Move,
    Patient,
    ReadersRequest,
    RecordMerge,
    Unit,
    Visit,
)
from mhapp.queries.file_pages import pages_seen_by
from mhapp.queries.file_readers import requests_taken_by
from mhapp.queries.letters import letters_seen_by, village_seen_by
from mhapp.queries.level_changes import decisions_seen_by
from mhapp.queries.measures import measures_seen_by
from mhapp.queries.merged_records import merges_seen_by, people_merged_from
from mhapp.queries.moves import moves_given_by, moves_seen_by, moves_to_answer
from mhapp.queries.print_runs import runs_asked_by
from mhapp.queries.scope import people_registered_for, people_seen_by
from mhapp.queries.visits import visits_seen_by


def patient_from_url(viewer: Viewer, patient_id: str) -> Patient | None:
    """The person, or None outside the viewer's scope."""
    query = _person_seen_by(viewer)
    if _locks():
        # Read and locked at once: whoever waited for the lock is given the row as it is then.
        query = query.with_for_update(of=Patient, key_share=True).execution_options(populate_existing=True)
    return db.session.scalars(query, {"person": patient_id}).one_or_none()


@lru_cache(maxsize=512)  # almost every page asks
def _person_seen_by(viewer: Viewer) -> Select[Patient]:
    return people_seen_by(viewer).where(Patient.public_id == bindparam("person"))


def person_or_merged_from_url(viewer: Viewer, patient_id: str) -> Patient | None:
    """The person; where that record was merged into another, the person it is read with now."""
    found = patient_from_url(viewer, patient_id)
    return found or one_about_a_person(people_merged_from(viewer, patient_id))


def registered_from_url(viewer: Viewer, patient_id: str) -> Patient | None:
    """A person registered in the viewer's scope who lives outside it: for reading what dual listing opens."""
    return one_about_a_person(people_registered_for(viewer).where(Patient.public_id == patient_id))


def file_page_from_url(viewer: Viewer, patient_id: str, page_id: str) -> FilePage | None:
    """A page of a person's file that the viewer's role may see."""
    return one_about_a_person(
        pages_seen_by(viewer).where(Patient.public_id == patient_id, FilePage.public_id == page_id)
    )


def readers_request_from_url(viewer: Viewer, patient_id: str, request_id: str) -> ReadersRequest | None:
    """What somebody asked the viewer to show of a person in scope."""
    return one_about_a_person(
        requests_taken_by(viewer).where(
            Patient.public_id == patient_id, ReadersRequest.public_id == request_id
        )
    )


def move_from_url(viewer: Viewer, move_id: str) -> Move | None:
    """A move of a person in scope, or one that waits for the viewer's office."""
    return one_about_a_person(moves_seen_by(viewer).where(Move.public_id == move_id))


def offered_move_from_url(viewer: Viewer, move_id: str) -> Move | None:
    """A move the viewer's office may answer."""
    return one_about_a_person(moves_to_answer(viewer).where(Move.public_id == move_id))


def own_move_from_url(viewer: Viewer, move_id: str) -> Move | None:
    """A move of a person who lives in the viewer's scope."""
    return one_about_a_person(moves_given_by(viewer).where(Move.public_id == move_id))


def measure_from_url(viewer: Viewer, measure_id: str) -> Measure | None:
    """A measure of a person in the viewer's scope."""
    return one_about_a_person(measures_seen_by(viewer).where(Measure.public_id == measure_id))


def two_patients_from_url(viewer: Viewer, patient_id: str, other_id: str) -> tuple[Patient, Patient] | None:
    """Two different people of the viewer's scope; both locked, always in the same order, before anything changes."""
    if patient_id == other_id:
        return None
    first, second = (patient_from_url(viewer, name) for name in sorted((patient_id, other_id)))
    if first is None or second is None:
        return None
    return (first, second) if first.public_id == patient_id else (second, first)


def merge_from_url(viewer: Viewer, merge_id: str) -> RecordMerge | None:
    """A merge into a record in the viewer's scope."""
    return one_about_a_person(merges_seen_by(viewer).where(RecordMerge.public_id == merge_id))


def decision_from_url(viewer: Viewer, decision_id: str) -> LevelDecision | None:
    """A decision about a person in scope."""
    return one_about_a_person(decisions_seen_by(viewer).where(LevelDecision.public_id == decision_id))


def letter_from_url(viewer: Viewer, letter_id: str) -> Letter | None:
    """A letter the viewer's role may know of, about a person in scope."""
    return one_about_a_person(letters_seen_by(viewer).where(Letter.public_id == letter_id))


def visit_from_url(viewer: Viewer, visit_id: str) -> Visit | None:
    """A visit to a person in the viewer's scope."""
    return one_about_a_person(visits_seen_by(viewer).where(Visit.public_id == visit_id))


def village_with_letters_from_url(viewer: Viewer, unit_id: str) -> Unit | None:
    """A village of the viewer's scope, for roles that may know of letters."""
    return village_seen_by(viewer, unit_id)


def print_run_from_url(viewer: Viewer, job_id: str) -> Job | None:
    """A print run the viewer asked for."""
    return db.session.scalar(runs_asked_by(viewer).where(Job.public_id == job_id))


def one_about_a_person(query: Select[Any]) -> Any | None:
    """The one row of a scoped query that reads or joins Patient; the person locked where something may change."""
    if _locks():
        # NO KEY UPDATE: rows that merely name the person may still be written meanwhile.
        person = query.with_only_columns(Patient.id, maintain_column_froms=True)
        db.session.execute(person.with_for_update(of=Patient, key_share=True))
    return db.session.scalars(query).one_or_none()


def _locks() -> bool:
    """Whether somebody is locked by being read: on PostgreSQL, where something may change."""
    return not db.is_sqlite() and db.is_changing()
