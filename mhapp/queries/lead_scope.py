"""Which leads a viewer may know of (domain §12): the one place that says so."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, or_, select

from mhapp.domain.disclosure import Group, may_see
from mhapp.domain.roles import UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Lead
from mhapp.queries.scope import units_seen_by


def leads_seen_by(viewer: Viewer) -> Select[Lead]:
    """The leads in the viewer's scope, unordered: callers order. Nobody's for roles without the column of leads."""
    if not may_see(viewer.role, Group.LEADS):
        return select(Lead).where(Lead.id.in_([]))
    return select(Lead).where(_in_unit_of(viewer))


def _in_unit_of(viewer: Viewer) -> ColumnElement[bool]:
    """About somebody in the viewer's units, or reported from there."""
    if viewer.role.unit_kind is UnitKind.VILLAGE:  # nothing lies below a village
        return or_(Lead.unit_id == viewer.unit_id, Lead.reported_unit_id == viewer.unit_id)
    units = units_seen_by(viewer)
    return or_(Lead.unit_id.in_(units), Lead.reported_unit_id.in_(units))
