"""Counts and short lists for the offices' home pages: levels by township, high ratings, ratings past their time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, func, select, tuple_
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.disclosure import Seen
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import UNGRADED
from mhapp.domain.roles import UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import DangerRating, Patient, Responsibility, Unit
from mhapp.queries.patients import counts_under_a_level
from mhapp.queries.scope import in_residence, in_scope, resident_in_scope, units_seen_by

SHOWN = 20
HIGH_RATING = 3
"""From here on the team, the clinic and the police act together [S1]."""
GONE = (PatientStatus.DEAD.value, PatientStatus.MOVED.value)


@dataclass(frozen=True)
class Bar:
    """One piece of a unit's bar, in people."""

    code: str
    start: int
    length: int


@dataclass(frozen=True)
class UnitLevels:
    """One township with its people by level code."""

    name: str
    counts: dict[str, int] = field(default_factory=dict)

    def of(self, code: str) -> int:
        """How many people of one level."""
        return self.counts.get(code, 0)

    @property
    def total(self) -> int:
        """Everybody, those without a level too."""
        return sum(self.counts.values())

    @property
    def bars(self) -> list[Bar]:
        """Red, orange, yellow side by side; green is a number, else it would hide the rest."""
        bars, start = [], 0
        for code in ("red", "orange", "yellow"):
            if length := self.of(code):
                bars.append(Bar(code, start, length))
                start += length
        return bars

    @property
    def barred(self) -> int:
        """The length of the whole bar, in people."""
        return sum(bar.length for bar in self.bars)


@dataclass(frozen=True)
class RatedPerson:
    """A person with the latest rating, before disclosure. Fields of disclosure.FIELDS["patient"]."""

    public_id: str
    name: str
    level: str | None
    village_name: str
    rating: int | None
    rated_on: date | None


@dataclass(frozen=True)
class Short:
    """The first people of a list and how many there are in all."""

    rows: list[Seen]
    total: int


def level_counts(viewer: Viewer) -> dict[str, int]:
    """People in the viewer's scope by level code. One statement."""
    found = db.session.execute(
        select(Patient.level, func.count())
        .join(Responsibility, in_residence())
        .where(resident_in_scope(viewer), counts_under_a_level())
        .group_by(Patient.level)
    )
    return {level or UNGRADED: number for level, number in found}


def levels_by_township(viewer: Viewer) -> list[UnitLevels]:
    """The townships below the viewer in code order, never ranked, each with its people by level. One statement."""
    village, township = aliased(Unit), aliased(Unit)
    found = db.session.execute(
        select(township.code, township.name, Patient.level, func.count(Patient.id))
        .select_from(township)
        .join(village, village.parent_id == township.id)
        .outerjoin(
            Responsibility,
            and_(
                Responsibility.unit_id == village.id,
                Responsibility.kind == "residence",
                Responsibility.until_date.is_(None),
            ),
        )
        .outerjoin(Patient, and_(Patient.id == Responsibility.patient_id, counts_under_a_level()))
        .where(village.kind == UnitKind.VILLAGE, village.id.in_(units_seen_by(viewer)))
        .group_by(township.code, township.name, Patient.level)
        .order_by(township.code)
    )
    units: dict[str, UnitLevels] = {}
    for code, name, level, number in found:
        unit = units.setdefault(code, UnitLevels(name))
        if number:
            unit.counts[level or UNGRADED] = number
    return list(units.values())


def highly_rated(viewer: Viewer) -> Short:
    """People whose latest danger rating is 3 or more, the highest first. One statement."""
    newer = aliased(DangerRating)
    superseded = exists().where(
        newer.patient_id == DangerRating.patient_id,
        tuple_(newer.rated_on, newer.id) > tuple_(DangerRating.rated_on, DangerRating.id),
    )
    order = (DangerRating.level.desc(), Patient.name, Patient.id)
    # From the few high ratings to their people, not from everybody to their ratings.
    first = (
        select(DangerRating.id, func.count().over().label("total"))
        .join(Patient, Patient.id == DangerRating.patient_id)
        .where(DangerRating.level >= HIGH_RATING, ~superseded, Patient.status.not_in(GONE), in_scope(viewer))
        .order_by(*order)
        .limit(SHOWN)
        .subquery()
    )
    query = (
        _rated_people(first.c.total)
        .join(DangerRating, DangerRating.patient_id == Patient.id)
        .join(first, first.c.id == DangerRating.id)
        .order_by(*order)
    )
    return _short(viewer, query)


def ratings_past_time(viewer: Viewer, since: date) -> Short:
    """People without a danger rating since a day: never rated, or the rating is stale (R5). One statement."""
    recent, one = aliased(DangerRating), aliased(DangerRating)
    fresh = exists().where(recent.patient_id == Patient.id, recent.rated_on >= since).correlate(Patient)
    latest = (
        select(one.id)
        .where(one.patient_id == Patient.id)
        .order_by(one.rated_on.desc(), one.id.desc())
        .limit(1)
        .correlate(Patient)
        .scalar_subquery()
    )
    query = (
        _rated_people(func.count().over().label("total"))
        .outerjoin(DangerRating, DangerRating.id == latest)
        .where(~fresh, resident_in_scope(viewer), Patient.status.not_in(GONE))
        .order_by(DangerRating.rated_on, Patient.name, Patient.id)
    )
    return _short(viewer, query)


def _rated_people(total: Any) -> Any:
    query = select(
        Patient.public_id,
        Patient.name,
        Patient.level,
        Unit.name.label("village"),
        DangerRating.level.label("rating"),
        DangerRating.rated_on,
        func.count().over().label("total"),
    )
    return (
        query.select_from(Patient)
        .join(Responsibility, in_residence())
        .join(Unit, Unit.id == Responsibility.unit_id)
    )


def _short(viewer: Viewer, query: Any) -> Short:
    found = db.session.execute(query.limit(SHOWN)).all()
    rows = [
        Seen(
            "patient",
            RatedPerson(row.public_id, row.name, row.level, row.village, row.rating, row.rated_on),
            viewer.role,
        )
        for row in found
    ]
    return Short(rows, found[0].total if found else 0)
