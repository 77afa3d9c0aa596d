"""Where somebody a lead is about may be, as far as the reporter reaches."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.roles import UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Unit
from mhapp.queries.scope import below


def places_for(viewer: Viewer) -> list[tuple[str, str]]:
    """(public id, name) of where somebody may be, as far as the viewer reaches: villages in code order, then the
    township for whom the village is not known; a village has only itself."""
    if viewer.role.unit_kind is UnitKind.VILLAGE:
        own = db.session.get_one(Unit, viewer.unit_id)
        return [(own.public_id, own.name)]
    above = aliased(Unit)
    found = db.session.execute(
        select(Unit.public_id, Unit.name, Unit.kind, above.name.label("above"))
        .outerjoin(above, above.id == Unit.parent_id)
        .where(below(viewer.unit_path), Unit.kind != UnitKind.COUNTY)
        .order_by(Unit.code)
    ).all()
    many = viewer.role.unit_kind is UnitKind.COUNTY
    return [(row.public_id, _place_name(row, many)) for row in found]


def _place_name(row: Any, many: bool) -> str:
    if row.kind == UnitKind.TOWNSHIP:
        return f"{row.name}（不清楚哪个村、社区）"
    return f"{row.above}{row.name}" if many else str(row.name)


def place_by_id(viewer: Viewer, public_id: str) -> Unit:
    """The unit of `places_for`. Raises LookupError for one that is not among them."""
    if public_id not in {known for known, _ in places_for(viewer)}:
        raise LookupError("no such place in this scope")
    return db.session.scalars(select(Unit).where(Unit.public_id == public_id)).one()
