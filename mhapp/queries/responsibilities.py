"""Which units answer for a person: the village of residence, its township and county."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.models import Responsibility, Unit


@dataclass(frozen=True)
class UnitsOfPerson:
    """The three units above a person living in the county."""

    village: Unit
    township: Unit
    county: Unit


def township_of(village: Unit) -> int:
    """The key of the township a village lies in."""
    assert village.parent_id is not None, "every village lies in a township"
    return village.parent_id


_VILLAGE, _TOWNSHIP, _COUNTY = aliased(Unit), aliased(Unit), aliased(Unit)
# Built once: every act on a person asks.
_UNITS = (
    select(_VILLAGE, _TOWNSHIP, _COUNTY)
    .join(Responsibility, Responsibility.unit_id == _VILLAGE.id)
    .join(_TOWNSHIP, _TOWNSHIP.id == _VILLAGE.parent_id)
    .join(_COUNTY, _COUNTY.id == _TOWNSHIP.parent_id)
    .where(
        Responsibility.patient_id == bindparam("patient_id"),
        Responsibility.kind == "residence",
        Responsibility.until_date.is_(None),
    )
)


def units_of(patient_id: int) -> UnitsOfPerson:
    """The units of the person's present residence. Raises LookupError where no residence is on record."""
    row = db.session.execute(_UNITS, {"patient_id": patient_id}).one_or_none()
    if row is None:
        raise LookupError("no village answers for this person")
    return UnitsOfPerson(*row)
