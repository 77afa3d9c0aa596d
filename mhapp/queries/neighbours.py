"""The other people of a person's village: whom a visit may have been of that was entered for this one."""

from __future__ import annotations

from sqlalchemy import Select, select

from mhapp import db
from mhapp.domain.viewer import Viewer
from mhapp.models import Patient, Responsibility
from mhapp.queries.responsibilities import units_of
from mhapp.queries.scope import in_residence, in_scope


def neighbours_of(viewer: Viewer, patient: Patient) -> list[tuple[str, str]]:
    """(public id, name and group) of everybody else in the person's village, by name."""
    found = db.session.execute(
        _others(viewer, patient)
        .with_only_columns(Patient.public_id, Patient.name, Patient.group_label)
        .order_by(Patient.name, Patient.id)
    )
    return [(row[0], f"{row[1]}（{row[2]}）" if row[2] else row[1]) for row in found]


def neighbour_named(viewer: Viewer, patient: Patient, public_id: str) -> Patient | None:
    """One of them by the opaque id."""
    found: Patient | None = db.session.scalar(_others(viewer, patient).where(Patient.public_id == public_id))
    return found


def _others(viewer: Viewer, patient: Patient) -> Select[Patient]:
    return (
        select(Patient)
        .join(Responsibility, in_residence())
        .where(
            in_scope(viewer),
            Responsibility.unit_id == units_of(patient.id).village.id,
            Patient.id != patient.id,
        )
    )
