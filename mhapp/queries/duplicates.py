"""Whether a person is known in the county already: the one question that looks past the asker's own scope.

Its answer is a unit and whom to call there, nothing of the person (domain §12). Who asks is kept by the page that
asks (web/duplicates.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.crypto import blind_index
from mhapp.domain.registration import name_as_kept
from mhapp.domain.roles import UnitKind
from mhapp.models import Lead, Patient, Responsibility, Unit
from mhapp.queries.scope import below


@dataclass(frozen=True)
class RegisteredElsewhere:
    """Where somebody is known: 石盘镇柏树村, and the office's public number (or that it has none on record)."""

    unit_name: str
    contact: str


def registered_elsewhere(
    *,
    county_path: str,
    identity_number: str | None = None,
    name: str | None = None,
    birth_date: date | None = None,
) -> list[RegisteredElsewhere]:
    """The units of the county where such a person is registered, in code order; empty where nothing was asked.

    By identity number; by name and birth date together, of which one alone finds nobody, where no number is given or
    the person registered has none.
    """
    condition = _same_person(identity_number, name, birth_date)
    if condition is None:
        return []
    # Of a record that was merged, the one it was merged into answers.
    ids = select(func.coalesce(Patient.merged_into_id, Patient.id)).where(condition)
    found = db.session.execute(_residences(county_path).where(Responsibility.patient_id.in_(ids)))
    latest = {row.patient_id: row.unit_id for row in found}
    return places_of(latest.values())


def _same_person(
    identity_number: str | None, name: str | None, birth_date: date | None
) -> ColumnElement[bool] | None:
    namesake = None
    if name and name.strip() and birth_date:
        namesake = and_(Patient.name == name_as_kept(name), Patient.birth_date == birth_date)
    if not (identity_number and identity_number.strip()):
        return namesake
    by_number = Patient.identity_index == blind_index("identity", identity_number)
    return by_number if namesake is None else or_(by_number, namesake & Patient.identity_index.is_(None))


def _residences(county_path: str) -> Select[int, int]:
    """Each person's residences in the county, the present one last: who has left is still known there."""
    return (
        select(Responsibility.patient_id, Responsibility.unit_id)
        .join(Unit, Unit.id == Responsibility.unit_id)
        .where(Responsibility.kind == "residence", below(county_path))
        .order_by(Responsibility.until_date.is_(None), Responsibility.id)
    )


def reported_elsewhere(
    *,
    county_path: str,
    identity_number: str | None = None,
    name: str | None = None,
    birth_date: date | None = None,
) -> list[RegisteredElsewhere]:
    """The units of the county that are at work on a lead about the same person, asked and answered as above."""
    query = (
        select(Lead.reported_unit_id, Lead.name)
        .join(Unit, Unit.id == Lead.reported_unit_id)
        .where(below(county_path), Lead.closed_at.is_(None))
    )
    units: set[int] = set()
    if identity_number and identity_number.strip():
        index = blind_index("identity", identity_number)
        units |= {
            row.reported_unit_id for row in db.session.execute(query.where(Lead.identity_index == index))
        }
        query = query.where(Lead.identity_index.is_(None))
    if name and name.strip() and birth_date:
        # Names of leads are sealed: those born that day are few, and opened one by one.
        found = db.session.execute(query.where(Lead.birth_date == birth_date))
        units |= {row.reported_unit_id for row in found if name_as_kept(row.name or "") == name_as_kept(name)}
    return places_of(units)


def places_of(unit_ids: Iterable[int]) -> list[RegisteredElsewhere]:
    """These units as somebody from another unit may know them, each once, in code order."""
    above = aliased(Unit)
    found = db.session.execute(
        select(
            Unit.name, Unit.kind, Unit.duty_phone, above.name.label("above"), above.duty_phone.label("phone")
        )
        .outerjoin(above, above.id == Unit.parent_id)
        .where(Unit.id.in_(set(unit_ids)))
        .order_by(Unit.code)
    )
    return [
        RegisteredElsewhere(
            f"{row.above}{row.name}" if row.kind == UnitKind.VILLAGE else row.name,
            row.duty_phone or row.phone or "没有登记电话",
        )
        for row in found
    ]
