"""Human numbers without gaps."""

from __future__ import annotations

from mhapp import db
from mhapp.models import NumberSeries


def next_number(unit_id: int, kind: str, year: int) -> int:
    """Take the next number of a unit's series, from 1 each year. Held by the write lock until the commit."""
    series = db.session.get(NumberSeries, (unit_id, kind, year), with_for_update=not db.is_sqlite())
    if series is None:
        series = NumberSeries(unit_id=unit_id, kind=kind, year=year, last=0)
        db.session.add(series)
    series.last += 1
    db.session.flush()
    return series.last
