"""From an opaque id in a URL to the record, through the viewer's scope: outside it there is no such record (404).

In a request that may change something the row is locked on PostgreSQL; SQLite's write lock already holds all.
"""

from __future__ import annotations

from typing import Any

from flask import request
from sqlalchemy import Select

from mhapp import db
from mhapp.domain.viewer import Viewer
from mhapp.models import Patient
from mhapp.queries.scope import people_seen_by
from mhapp.web.access import CHANGING_METHODS


def patient_from_url(viewer: Viewer, patient_id: str) -> Patient | None:
    """The person, or None outside the viewer's scope."""
    return one_or_none(people_seen_by(viewer).where(Patient.public_id == patient_id), lock=Patient)


def one_or_none(query: Select[Any], *, lock: type[Any]) -> Any | None:
    """The one row of a scoped query, locked for a change when the request makes one."""
    if request.method in CHANGING_METHODS and not db.is_sqlite():
        query = query.with_for_update(of=lock)
    return db.session.scalars(query).one_or_none()
