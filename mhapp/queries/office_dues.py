"""What is due among the people an office may see: rows for its home page, overdue first, and their number."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.disclosure import Seen
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.roles import Role, UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Due, Patient, Responsibility, Unit
from mhapp.queries.patients import in_residence
from mhapp.queries.scope import in_scope

SHOWN = 20
"""How many rows a home page lists; the rest is a number."""


@dataclass(frozen=True)
class DuePerson:
    """The person of a due, before disclosure. Fields of disclosure.FIELDS["patient"]."""

    public_id: str
    name: str
    level: str | None
    village_name: str
    township_name: str


@dataclass(frozen=True)
class OfficeDue:
    """One due as a home page lists it. `overdue`: days past `due_on`, 0 while it is in time."""

    person: Seen
    kind: DueKind
    due_on: date
    overdue: int
    owed_by: str


@dataclass(frozen=True)
class OfficeDues:
    """The first rows and how many there are in all."""

    rows: list[OfficeDue]
    total: int


NOTHING = OfficeDues([], 0)
"""For an office that has no such list."""


def dues_in_scope(
    viewer: Viewer,
    kinds: Collection[DueKind],
    *,
    on: date,
    owed_by: Role | None = None,
    until: date | None = None,
) -> OfficeDues:
    """Open dues of these kinds on people in the viewer's scope, by day. One statement.

    `owed_by` narrows to one role's, `until` to those due on or before a day.
    """
    owing, township = aliased(Unit), aliased(Unit)
    found = db.session.execute(
        select(Due.kind, Due.due_on, Due.owed_by_role, owing.name.label("owing"), Patient.public_id, Patient.name,
               Patient.level, Unit.name.label("village"), township.name.label("township"),
               func.count().over().label("total"))
        .join(Patient, Patient.id == Due.patient_id)
        .join(Responsibility, in_residence())
        .join(Unit, Unit.id == Responsibility.unit_id)
        .join(township, township.id == Unit.parent_id)
        .join(owing, owing.id == Due.owed_by_unit_id)
        .where(*_conditions(viewer, kinds, owed_by, until))
        .order_by(Due.due_on, Due.id)
        .limit(SHOWN)
    ).all()  # fmt: skip
    rows = [
        OfficeDue(
            person=Seen(
                "patient",
                DuePerson(row.public_id, row.name, row.level, row.village, row.township),
                viewer.role,
            ),
            kind=DueKind(row.kind),
            due_on=row.due_on,
            overdue=max(0, (on - row.due_on).days),
            owed_by=_owner(row.owing, Role(row.owed_by_role)),
        )
        for row in found
    ]
    return OfficeDues(rows, found[0].total if found else 0)


def _owner(unit_name: str, role: Role) -> str:
    """竹灯村, or 云圃镇 精防医生: a village says enough by itself."""
    return unit_name if role.unit_kind is UnitKind.VILLAGE else f"{unit_name} {role.label}"


def _conditions(
    viewer: Viewer, kinds: Collection[DueKind], owed_by: Role | None, until: date | None
) -> list[ColumnElement[bool]]:
    conditions = [Due.closed_at.is_(None), Due.kind.in_([kind.value for kind in kinds]), in_scope(viewer)]
    if owed_by is not None:
        conditions.append(Due.owed_by_role == owed_by.value)
    if until is not None:
        conditions.append(Due.due_on <= until)
    return conditions
