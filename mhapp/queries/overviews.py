"""Counts and short lists for the offices' home pages: levels by township, high ratings, ratings past their time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, literal, or_, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.disclosure import Seen
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import UNGRADED
from mhapp.domain.roles import UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Patient, Unit
from mhapp.queries.paging import Paged, pages_of
from mhapp.queries.patients import counts_under_a_level
from mhapp.queries.scope import counted_in_scope, units_seen_by

_TOWNSHIP = aliased(Unit)
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
    status: PatientStatus
    village_name: str
    rating: int | None
    rated_on: date | None


def level_counts(viewer: Viewer) -> dict[str, int]:
    """People in the viewer's scope by level code. One statement."""
    found = db.session.execute(
        select(Patient.level, func.count())
        .where(counted_in_scope(viewer), counts_under_a_level())
        .group_by(Patient.level)
    )
    return {level or UNGRADED: number for level, number in found}


def levels_by_township(viewer: Viewer) -> list[UnitLevels]:
    """The townships below the viewer in code order, never ranked, each with its people by level. One statement."""
    people = (
        select(Patient.village_id, Patient.level, func.count().label("number"))
        .where(Patient.village_id.in_(units_seen_by(viewer)), counts_under_a_level())
        .group_by(Patient.village_id, Patient.level)
        .subquery()
    )
    found = db.session.execute(
        select(_TOWNSHIP.code, _TOWNSHIP.name, people.c.level, people.c.number)
        .select_from(_TOWNSHIP)
        .join(Unit, Unit.parent_id == _TOWNSHIP.id)
        .outerjoin(people, people.c.village_id == Unit.id)
        .where(Unit.kind == UnitKind.VILLAGE, Unit.id.in_(units_seen_by(viewer)))
        .order_by(_TOWNSHIP.code)
    )
    units: dict[str, UnitLevels] = {}
    for code, name, level, number in found:
        unit = units.setdefault(code, UnitLevels(name))
        if number:
            unit.counts[level or UNGRADED] = unit.of(level or UNGRADED) + number
    return list(units.values())


def highly_rated(viewer: Viewer, *, page: int = 1) -> Paged[Seen]:
    """People whose latest danger rating is 3 or more, the highest first. One statement."""
    order = (Patient.rating.desc(), Patient.name, Patient.id)
    # Said in the statement itself: only so does the index of high ratings answer.
    high = Patient.rating >= literal(HIGH_RATING, literal_execute=True)
    return _people(viewer, _rated_people(viewer).where(high).order_by(*order), page)


def ratings_past_time(viewer: Viewer, since: date, *, page: int = 1) -> Paged[Seen]:
    """People without a danger rating since a day: never rated, or the rating is stale (R5). One statement."""
    stale = or_(Patient.rated_on.is_(None), Patient.rated_on < since)
    order = (Patient.rated_on.is_not(None), Patient.rated_on, Patient.name, Patient.id)
    return _people(viewer, _rated_people(viewer).where(stale).order_by(*order), page)


def _rated_people(viewer: Viewer) -> Any:
    return (
        select(Patient.public_id, Patient.name, Patient.level, Patient.status, Unit.name.label("village"),
               Patient.rating, Patient.rated_on, func.count().over().label("total"))
        .join(Unit, Unit.id == Patient.village_id)
        .where(counted_in_scope(viewer), Patient.status.not_in(GONE))
    )  # fmt: skip


def _people(viewer: Viewer, query: Any, page: int) -> Paged[Seen]:
    found = db.session.execute(query.limit(SHOWN).offset((page - 1) * SHOWN)).all()
    if not found and page > 1:
        return _people(viewer, query, 1)
    rows = [Seen("patient", _rated(row), viewer.role) for row in found]
    total = found[0].total if found else 0
    return Paged(rows, total, page, pages_of(total, SHOWN))


def _rated(row: Any) -> RatedPerson:
    status = PatientStatus(row.status)
    return RatedPerson(row.public_id, row.name, row.level, status, row.village, row.rating, row.rated_on)
