"""Whose people a viewer may see: the one place that says so."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, exists, false, not_, or_, select, true
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from mhapp.domain.closing import closed_to
from mhapp.domain.roles import ADMIN_ROLES, Role, UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import LevelProposal, ListEntry, Patient, Responsibility, Unit

_UNIT, _LISTED = aliased(Unit), aliased(Responsibility)
"""Names of their own: the conditions stand inside queries on the same tables. Made once, which costs the most."""


def below(path: str, unit: Any = Unit) -> ColumnElement[bool]:
    """Units at or below a path."""
    return or_(unit.path == path, unit.path.like(f"{path}.%"))


def units_seen_by(viewer: Viewer) -> Select[int]:
    """Ids of the units whose people lie in the viewer's scope."""
    return select(_UNIT.id).where(below(viewer.unit_path, _UNIT)).correlate(None)


@lru_cache(maxsize=512)  # every page asks, several times
def in_scope(viewer: Viewer) -> ColumnElement[bool]:
    """A condition on Patient: the person lives in the viewer's scope today, and the role may see them.

    Residence answers for a person; a registration place alone (dual listing) is `registered_in_scope`.
    The justice office sees only people marked for it (domain §12); the three admins see nobody.
    A record read with another of the same person has no residence any more, and so lies in nobody's scope.
    """
    return and_(_lives_with(viewer), _may_meet(viewer), _still_needed(viewer))


def registered_in_scope(viewer: Viewer) -> ColumnElement[bool]:
    """A condition on Patient: registered in the viewer's scope but living outside it (双列管).

    Opens the fields of `Relation.REGISTRATION` only, and no act on the person.
    """
    if viewer.role in ADMIN_ROLES | {Role.JUSTICE_OFFICE}:
        return false()
    listed = exists().where(
        _LISTED.patient_id == Patient.id,
        _LISTED.kind == "registration",
        _LISTED.until_date.is_(None),
        *_in_unit_of(viewer, _LISTED.unit_id),
    )
    lives_elsewhere = or_(Patient.village_id.is_(None), not_(_lives_with(viewer)))
    return and_(listed.correlate(Patient), lives_elsewhere, _still_needed(viewer))


def _lives_with(viewer: Viewer) -> ColumnElement[bool]:
    """A village is compared; above, each person's own village is looked up: a list by name then runs along the name."""
    if viewer.role.unit_kind is UnitKind.VILLAGE:
        return Patient.village_id == viewer.unit_id
    return exists().where(*_in_unit_of(viewer, Patient.village_id)).correlate(Patient)


def _in_unit_of(viewer: Viewer, unit_id: Any) -> tuple[ColumnElement[bool], ...]:
    if viewer.role.unit_kind is UnitKind.VILLAGE:  # nothing lies below a village
        return (unit_id == viewer.unit_id,)
    return (_UNIT.id == unit_id, below(viewer.unit_path, _UNIT))


def in_residence() -> ColumnElement[bool]:
    """The join from a person to the village they live in today."""
    return and_(
        Responsibility.patient_id == Patient.id,
        Responsibility.kind == "residence",
        Responsibility.until_date.is_(None),
    )


@lru_cache(maxsize=512)
def counted_in_scope(viewer: Viewer) -> ColumnElement[bool]:
    """`in_scope` for counting everybody: from village to village along an index, not from person to person."""
    return and_(Patient.village_id.in_(units_seen_by(viewer)), _may_meet(viewer), _still_needed(viewer))


def _may_meet(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.role in ADMIN_ROLES:
        return Patient.id.in_([])
    if viewer.role is Role.JUSTICE_OFFICE:
        return Patient.marked_for_justice.is_(True)
    return true()


def _still_needed(viewer: Viewer) -> ColumnElement[bool]:
    """After the exit a file closes to those who no longer need it (domain §3) [A]: `domain.closing` says to whom.

    It stays open while a level is in force, while the viewer's office still has something to enter or take out of
    a list for the person, and while somebody asks for the person to be taken in again.
    """
    closed = closed_to(viewer.role)
    if not closed:
        return true()
    return or_(
        Patient.status.not_in([status.value for status in closed]),
        Patient.level.is_not(None),
        exists().where(
            ListEntry.patient_id == Patient.id,
            ListEntry.done_at.is_(None),
            ListEntry.dropped_at.is_(None),
            ListEntry.owed_by_unit_id == viewer.unit_id,
            ListEntry.owed_by_role == viewer.role.value,
        ).correlate(Patient),
        exists().where(
            LevelProposal.patient_id == Patient.id, LevelProposal.closed_at.is_(None)
        ).correlate(Patient),
    )  # fmt: skip


def people_seen_by(viewer: Viewer) -> Select[Patient]:
    """Every person a viewer may see, unordered: callers order."""
    return select(Patient).where(in_scope(viewer))


def people_registered_for(viewer: Viewer) -> Select[Patient]:
    """Everybody a viewer meets as the place of registration only, unordered: callers order."""
    return select(Patient).where(registered_in_scope(viewer))
