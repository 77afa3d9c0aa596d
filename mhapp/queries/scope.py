"""Whose people a viewer may see: the one place that says so."""

from __future__ import annotations

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from mhapp.domain.roles import ADMIN_ROLES, Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Patient, Responsibility, Unit


def below(path: str) -> ColumnElement[bool]:
    """Units at or below a path."""
    return or_(Unit.path == path, Unit.path.like(f"{path}.%"))


def units_seen_by(viewer: Viewer) -> Select[int]:
    """Ids of the units whose people lie in the viewer's scope. An alias: it stands inside queries on units too."""
    unit = aliased(Unit)
    path = viewer.unit_path
    return select(unit.id).where(or_(unit.path == path, unit.path.like(f"{path}.%"))).correlate(None)


def in_scope(viewer: Viewer) -> ColumnElement[bool]:
    """A condition on Patient: the person lives in the viewer's scope today, and the role may see them.

    Residence answers for a person; a registration place alone (dual listing) opens nothing yet.
    The justice office sees only people marked for it (domain §12); the three admins see nobody.
    """
    if viewer.role in ADMIN_ROLES:
        return Patient.id.in_([])
    lives_here = (
        exists()
        .where(
            and_(
                Responsibility.patient_id == Patient.id,
                Responsibility.kind == "residence",
                Responsibility.until_date.is_(None),
                Responsibility.unit_id.in_(units_seen_by(viewer)),
            )
        )
        .correlate(Patient)
    )
    if viewer.role is Role.JUSTICE_OFFICE:
        return and_(lives_here, Patient.marked_for_justice.is_(True))
    return lives_here


def people_seen_by(viewer: Viewer) -> Select[Patient]:
    """Every person a viewer may see, unordered: callers order."""
    return select(Patient).where(in_scope(viewer))
