"""A village's cadres: whom each answers for, who stands in for whom, and who is responsible for one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.roles import Role
from mhapp.models import (
    Account,
    Appointment,
    CareAssignment,
    Patient,
    Responsibility,
    ResponsibleUnit,
    StandIn,
    Unit,
)
from mhapp.queries.care_teams import appointment_holds


@dataclass(frozen=True)
class Cadre:
    """A cadre of a village. `people`: whom they answer for; `works`: whether they may be given anybody."""

    public_id: str
    name: str
    people: int
    works: bool


@dataclass(frozen=True)
class StandInRow:
    """Who stands in for whom, both days included."""

    name: str
    stand_in: str
    from_date: date
    until_date: date
    reason: str


def cadres_of(village: Unit, *, on: date) -> list[Cadre]:
    """Whoever is a cadre of the village, and whoever still answers for somebody there though they no longer are."""
    people = (
        select(CareAssignment.account_id, func.count().label("people"))
        .join(Responsibility, Responsibility.patient_id == CareAssignment.patient_id)
        .where(
            CareAssignment.until_date.is_(None),
            Responsibility.kind == "residence",
            Responsibility.until_date.is_(None),
            Responsibility.unit_id == village.id,
        )
        .group_by(CareAssignment.account_id)
        .subquery()
    )
    works = (
        select(Appointment.account_id)
        .where(
            Appointment.unit_id == village.id,
            Appointment.role == Role.VILLAGE_CADRE.value,
            appointment_holds(on),
        )
        .distinct()
        .subquery()
    )
    found = db.session.execute(
        select(Account.public_id, Account.name, Account.disabled_at, people.c.people, works.c.account_id)
        .outerjoin(people, people.c.account_id == Account.id)
        .outerjoin(works, works.c.account_id == Account.id)
        .where(or_(people.c.people.is_not(None), works.c.account_id.is_not(None)))
        .order_by(Account.id)
    )
    return [
        Cadre(row[0], row[1], row[3] or 0, row[4] is not None and row[2] is None)
        for row in found
        if row[3] or row[2] is None
    ]


def account_among(village: Unit, public_id: str, *, on: date) -> Account | None:
    """A cadre the page listed, by the opaque id in its form."""
    if public_id not in {cadre.public_id for cadre in cadres_of(village, on=on)}:
        return None
    return db.session.scalar(select(Account).where(Account.public_id == public_id))


def stand_ins_of(village: Unit, *, on: date) -> list[StandInRow]:
    """Who stands in now or later in this village."""
    whose, stands = aliased(Account), aliased(Account)
    found = db.session.execute(
        select(whose.name, stands.name, StandIn.from_date, StandIn.until_date, StandIn.reason)
        .join(StandIn, StandIn.account_id == whose.id)
        .join(stands, stands.id == StandIn.stand_in_id)
        .where(StandIn.unit_id == village.id, StandIn.until_date >= on)
        .order_by(StandIn.from_date, StandIn.id)
    )
    return [StandInRow(*row) for row in found]


def responsible_unit_of(patient: Patient) -> ResponsibleUnit | None:
    """The responsible unit and leader on record."""
    return db.session.scalar(
        select(ResponsibleUnit).where(
            ResponsibleUnit.patient_id == patient.id, ResponsibleUnit.until_date.is_(None)
        )
    )


def cadre_of(patient: Patient) -> str | None:
    """The public id of the responsible cadre."""
    return db.session.scalar(
        select(Account.public_id)
        .join(CareAssignment, CareAssignment.account_id == Account.id)
        .where(CareAssignment.patient_id == patient.id, CareAssignment.until_date.is_(None))
    )
