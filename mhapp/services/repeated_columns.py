"""Reading anew what a person's row repeats: the residence of today and the latest danger rating, also among those of
the records that are read with it.

Triggers keep the three columns (migration 005). This is for a database that was written to without them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.models import DangerRating, Patient, Responsibility


def reread_repeated() -> int:
    """Set the columns right for everybody; answers for how many people they were wrong."""
    residence = (
        select(Responsibility.unit_id)
        .where(
            Responsibility.patient_id == Patient.id,
            Responsibility.kind == "residence",
            Responsibility.until_date.is_(None),
        )
        .scalar_subquery()
    )
    right = {
        Patient.village_id: residence,
        Patient.rating: _latest(DangerRating.level),
        Patient.rated_on: _latest(DangerRating.rated_on),
    }
    wrong: set[int] = set()
    for column, value in right.items():
        mended = update(Patient).where(column.is_distinct_from(value)).values({column: value})
        wrong |= set(db.session.scalars(mended.returning(Patient.id)))
    return len(wrong)


def _latest(column: Any) -> Any:
    gone = aliased(Patient)
    return (
        select(column)
        .where(
            or_(
                DangerRating.patient_id == Patient.id,
                DangerRating.patient_id.in_(
                    select(gone.id).where(gone.merged_into_id == Patient.id).correlate(Patient)
                ),
            )
        )
        .order_by(DangerRating.rated_on.desc(), DangerRating.id.desc())
        .limit(1)
        .correlate(Patient)
        .scalar_subquery()
    )
