"""Human numbers without gaps."""

from __future__ import annotations

from mhapp import db
from mhapp.models import NumberSeries


def next_number(unit_id: int, kind: str, year: int) -> int:
    """Take the next number of a unit's series, from 1 each year. Held until the commit; the first one too."""
    return next_numbers(unit_id, kind, year, 1).start


def next_numbers(unit_id: int, kind: str, year: int, count: int) -> range:
    """Take so many numbers in a row, at least one.

    One statement, so that two people who begin a series in the same moment get 1 and 2.
    """
    last: int = db.session.execute(
        db.insert(NumberSeries)
        .values(unit_id=unit_id, kind=kind, year=year, last=count)
        .on_conflict_do_update(
            index_elements=["unit_id", "kind", "year"], set_={"last": NumberSeries.last + count}
        )
        .returning(NumberSeries.last)
    ).scalar_one()
    return range(last - count + 1, last + 1)
