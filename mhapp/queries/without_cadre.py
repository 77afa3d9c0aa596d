"""Whom nobody is responsible for yet (定人定岗): how many in each village, and who."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, select

from mhapp import db
from mhapp.domain.disclosure import Seen
from mhapp.domain.patient_status import GONE
from mhapp.domain.viewer import Viewer
from mhapp.models import CareAssignment, Patient, Unit
from mhapp.queries.paging import Paged, read_page
from mhapp.queries.scope import counted_in_scope

PAGE_SIZE = 30


@dataclass(frozen=True)
class VillageWithout:
    """A village and how many people there wait for a responsible cadre."""

    public_id: str
    name: str
    people: int


@dataclass(frozen=True)
class PersonWithout:
    """One of them. Fields of disclosure.FIELDS["patient"]."""

    public_id: str
    name: str
    group_label: str | None


def without_cadre(*conditions: Any) -> tuple[Any, ...]:
    """Conditions on Patient: lives somewhere here, has not left, and nobody is responsible."""
    return (
        *conditions,
        Patient.status.not_in([status.value for status in GONE]),
        ~exists().where(CareAssignment.patient_id == Patient.id, CareAssignment.until_date.is_(None)),
    )


def villages_without(viewer: Viewer) -> list[VillageWithout]:
    """The villages of the viewer's scope with anybody who waits, in their order."""
    found = db.session.execute(
        select(Unit.public_id, Unit.name, func.count())
        .select_from(Patient)
        .join(Unit, Unit.id == Patient.village_id)
        .where(*without_cadre(counted_in_scope(viewer)))
        .group_by(Unit.id, Unit.public_id, Unit.name, Unit.path)
        .order_by(Unit.path)
    )
    return [VillageWithout(*row) for row in found]


def people_without(viewer: Viewer, village: Unit, *, page: int) -> Paged[Seen]:
    """Those of one village in the viewer's scope, who came first on top."""
    query = (
        select(Patient.public_id, Patient.name, Patient.group_label)
        .where(*without_cadre(Patient.village_id == village.id, counted_in_scope(viewer)))
        .order_by(Patient.id)
    )
    found = read_page(query, page=page, size=PAGE_SIZE)
    return found.each(lambda row: Seen("patient", PersonWithout(*row), viewer.role))
