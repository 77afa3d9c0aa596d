"""Which units answer for a person: the village of residence, its township and county."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from mhapp import db
from mhapp.domain.roles import UnitKind
from mhapp.models import Responsibility, Unit


@dataclass(frozen=True)
class UnitsOfPerson:
    """The three units above a person living in the county."""

    village: Unit
    township: Unit
    county: Unit


def units_of(patient_id: int) -> UnitsOfPerson:
    """The units of the person's present residence. Raises LookupError where no residence is on record."""
    village = db.session.scalar(
        select(Unit)
        .join(Responsibility, Responsibility.unit_id == Unit.id)
        .where(
            Responsibility.patient_id == patient_id,
            Responsibility.kind == "residence",
            Responsibility.until_date.is_(None),
        )
    )
    if village is None:
        raise LookupError("no village answers for this person")
    codes = village.path.split(".")
    above = [".".join(codes[:length]) for length in range(1, len(codes))]
    by_kind = {unit.kind: unit for unit in db.session.scalars(select(Unit).where(Unit.path.in_(above)))}
    return UnitsOfPerson(village, by_kind[UnitKind.TOWNSHIP], by_kind[UnitKind.COUNTY])
