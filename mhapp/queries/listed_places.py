"""Who answers for what about one person: the place of residence and the place of registration (domain §8)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.disclosure import Seen
from mhapp.domain.move import MoveKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Move, Patient, Responsibility, Unit


@dataclass(frozen=True)
class ListedPlaces:
    """Fields of disclosure.FIELDS["listed_places"]. `dual`: the two places are not the same."""

    residence: str
    registration: str | None
    dual: bool


def listed_places(viewer: Viewer, patient: Patient) -> Seen:
    """The two places of a person already loaded through the viewer's scope. Two statements."""
    township = aliased(Unit)
    found = {
        row.kind: f"{row.town}{row.village}"
        for row in db.session.execute(
            select(Responsibility.kind, Unit.name.label("village"), township.name.label("town"))
            .join(Unit, Unit.id == Responsibility.unit_id)
            .join(township, township.id == Unit.parent_id)
            .where(Responsibility.patient_id == patient.id, Responsibility.until_date.is_(None))
        )
    }
    registered = found.get("registration") or _registered_elsewhere(patient)
    here = found.get("residence", "")
    places = ListedPlaces(here, registered, dual=registered is not None and registered != here)
    return Seen("listed_places", places, viewer.role)


def _registered_elsewhere(patient: Patient) -> str | None:
    """The place beyond the county where the registration stayed when the person came."""
    return db.session.scalar(
        select(Move.elsewhere)
        .where(
            Move.patient_id == patient.id,
            Move.kind == MoveKind.IN.value,
            Move.keeps_registration.is_(True),
        )
        .order_by(Move.id.desc())
        .limit(1)
    )
