"""The danger rating a visit counts: the latest dated on or before it (R5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from mhapp import db
from mhapp.domain.danger_rating import RatingUsed
from mhapp.models import DangerRating, Unit


@dataclass(frozen=True)
class Rating:
    """A rating with its keys."""

    id: int
    public_id: str
    used: RatingUsed


def rating_on(patient_id: int, day: date) -> Rating | None:
    """The person's latest rating on or before a day; None where there is none yet."""
    return _rating(
        _RATINGS.where(DangerRating.patient_id == patient_id, DangerRating.rated_on <= day)
        .order_by(DangerRating.rated_on.desc(), DangerRating.id.desc())
        .limit(1)
    )


def rating_of(rating_id: int | None) -> Rating | None:
    """The rating a visit was scored with; None where it had none."""
    return None if rating_id is None else _rating(_RATINGS.where(DangerRating.id == rating_id))


_RATINGS = select(
    DangerRating.id, DangerRating.public_id, DangerRating.level, DangerRating.rated_on, Unit.name
).join(Unit, Unit.id == DangerRating.unit_id)


def _rating(query: Select[*tuple[Any, ...]]) -> Rating | None:
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    return Rating(row.id, row.public_id, RatingUsed(row.level, row.rated_on, f"{row.name}卫生院"))
