"""From an opaque id in a URL to the record, through the viewer's scope: outside it there is no such record (404).

In a request that may change something the row is locked on PostgreSQL; SQLite's write lock already holds all.
"""

from __future__ import annotations

from typing import Any

from flask import request
from sqlalchemy import Select

from mhapp import db
from mhapp.domain.viewer import Viewer
from mhapp.models import Job, Letter, Patient, Unit
from mhapp.queries.letters import letters_seen_by, village_seen_by
from mhapp.queries.print_runs import runs_asked_by
from mhapp.queries.scope import people_seen_by
from mhapp.web.access import CHANGING_METHODS


def patient_from_url(viewer: Viewer, patient_id: str) -> Patient | None:
    """The person, or None outside the viewer's scope."""
    return one_or_none(people_seen_by(viewer).where(Patient.public_id == patient_id), lock=Patient)


def letter_from_url(viewer: Viewer, letter_id: str) -> Letter | None:
    """A letter the viewer's role may know of, about a person in scope."""
    return one_or_none(letters_seen_by(viewer).where(Letter.public_id == letter_id), lock=Letter)


def village_with_letters_from_url(viewer: Viewer, unit_id: str) -> Unit | None:
    """A village of the viewer's scope, for roles that may know of letters."""
    return village_seen_by(viewer, unit_id)


def print_run_from_url(viewer: Viewer, job_id: str) -> Job | None:
    """A print run the viewer asked for."""
    return one_or_none(runs_asked_by(viewer).where(Job.public_id == job_id), lock=Job)


def one_or_none(query: Select[Any], *, lock: type[Any]) -> Any | None:
    """The one row of a scoped query, locked for a change when the request makes one."""
    if request.method in CHANGING_METHODS and not db.is_sqlite():
        query = query.with_for_update(of=lock)
    return db.session.scalars(query).one_or_none()
