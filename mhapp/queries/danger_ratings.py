"""The danger rating a visit counts: the latest dated on or before it (R5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, select

from mhapp import db
from mhapp.domain.danger_rating import RatingUsed
from mhapp.domain.letter_snapshot import clinic_name
from mhapp.models import DangerRating, Unit


@dataclass(frozen=True)
class Rating:
    """A rating with its keys."""

    id: int
    public_id: str
    used: RatingUsed


def rating_on(patient_id: int, day: date) -> Rating | None:
    """The person's latest rating on or before a day; None where there is none yet."""
    return _rating(_LATEST, {"patient_id": patient_id, "day": day})


def rating_of(rating_id: int | None) -> Rating | None:
    """The rating a visit was scored with; None where it had none."""
    return None if rating_id is None else _rating(_ONE, {"rating_id": rating_id})


_RATINGS = select(
    DangerRating.id, DangerRating.public_id, DangerRating.level, DangerRating.rated_on, Unit.name
).join(Unit, Unit.id == DangerRating.unit_id)


# Built once: the live score asks after every answer.
_ONE = _RATINGS.where(DangerRating.id == bindparam("rating_id"))
_LATEST = (
    _RATINGS.where(
        DangerRating.patient_id == bindparam("patient_id"), DangerRating.rated_on <= bindparam("day")
    )
    .order_by(DangerRating.rated_on.desc(), DangerRating.id.desc())
    .limit(1)
)


def _rating(query: Select[*tuple[Any, ...]], values: dict[str, Any]) -> Rating | None:
    row = db.session.execute(query, values).one_or_none()
    return None if row is None else rating_from(row)


def rating_from(row: Any) -> Rating:
    """A rating from its own columns and the name of the township it was made in."""
    return Rating(row.id, row.public_id, RatingUsed(row.level, row.rated_on, clinic_name(row.name)))
