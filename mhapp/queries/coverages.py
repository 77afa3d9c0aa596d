"""What a screening round has reached, in households and people."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import case, func, select

from mhapp import db
from mhapp.domain.screening import Coverage, HouseholdOutcome, Span
from mhapp.models import HouseholdEntry, ScreeningRound, Unit
from mhapp.queries.scope import below


def coverage_of(found: ScreeningRound) -> Coverage | None:
    """What a round has reached: a village's own households, a township's by the best round of each village in its
    time [A], with the leads of all of them. None for a round nobody has begun."""
    if found.households is None or found.persons is None:
        return None
    if found.span == Span.HALF_YEAR:
        return _of_villages(found)
    counted = _counted([found.id]).get(found.id, (0, 0, 0))
    return Coverage(counted[0], found.households, counted[1], found.persons, counted[2])


def _of_villages(found: ScreeningRound) -> Coverage:
    township = db.session.get_one(Unit, found.unit_id)
    rounds = village_rounds(township.path, found)
    counted = _counted([one.id for one in rounds])
    best: dict[int, tuple[int, int, int]] = {}
    for one in rounds:
        best[one.unit_id] = max(best.get(one.unit_id, (0, 0, 0)), counted.get(one.id, (0, 0, 0)))
    reached = best.values()
    return Coverage(
        sum(one[0] for one in reached), found.households or 0, sum(one[1] for one in reached), found.persons or 0,
        sum(one[2] for one in counted.values()),
    )  # fmt: skip


def village_rounds(path: str, half_year: ScreeningRound) -> Sequence[ScreeningRound]:
    """The villages' rounds that begin in a half-year, village by village."""
    return db.session.scalars(
        select(ScreeningRound)
        .join(Unit, Unit.id == ScreeningRound.unit_id)
        .where(
            below(path),
            ScreeningRound.span == Span.QUARTER.value,
            ScreeningRound.starts_on >= half_year.starts_on,
            ScreeningRound.starts_on <= half_year.ends_on,
        )
        .order_by(Unit.code, ScreeningRound.starts_on)
    ).all()


def _counted(round_ids: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    """Round id → households, people seen, leads. One statement."""
    found = db.session.execute(
        select(
            HouseholdEntry.round_id,
            func.count(),
            func.coalesce(func.sum(HouseholdEntry.seen), 0),
            func.sum(case((HouseholdEntry.outcome == HouseholdOutcome.LEAD.value, 1), else_=0)),
        )
        .where(HouseholdEntry.round_id.in_(round_ids), HouseholdEntry.superseded_at.is_(None))
        .group_by(HouseholdEntry.round_id)
    )
    return {row[0]: (int(row[1]), int(row[2]), int(row[3])) for row in found}
