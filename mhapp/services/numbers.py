"""Human numbers without gaps."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from mhapp import db
from mhapp.db import Base
from mhapp.models import NumberSeries


def next_number(unit_id: int, kind: str, year: int) -> int:
    """Take the next number of a unit's series, from 1 each year. Held until the commit; the first one too."""
    return next_numbers(unit_id, kind, year, 1).start


def next_numbers(unit_id: int, kind: str, year: int, count: int) -> range:
    """Take so many numbers in a row, at least one.

    One statement, so that two people who begin a series in the same moment get 1 and 2.
    """
    last: int = db.session.execute(_taking(db.is_sqlite()), _asked(unit_id, kind, year, count)).scalar_one()
    return range(last - count + 1, last + 1)


def next_number_and_key(unit_id: int, kind: str, year: int, table: str) -> tuple[int, int]:
    """The next number of a series and the key of the row that will bear it, in one statement.

    Who knows the key beforehand writes the row once, together with what follows from it.
    """
    number, key = db.session.execute(
        _taking_with_key(table, db.is_sqlite()), _asked(unit_id, kind, year, 1)
    ).one()
    return number, key


def _asked(unit_id: int, kind: str, year: int, count: int) -> dict[str, Any]:
    return {"unit_id": unit_id, "kind": kind, "year": year, "last": count}


_SERIES: Any = NumberSeries.__table__


def _upsert(on_sqlite: bool) -> Any:
    insert = (sqlite if on_sqlite else postgresql).insert(_SERIES)
    return insert.on_conflict_do_update(
        index_elements=["unit_id", "kind", "year"], set_={"last": _SERIES.c.last + insert.excluded.last}
    )


@cache
def _taking(on_sqlite: bool) -> Any:
    return _upsert(on_sqlite).returning(_SERIES.c.last)


@cache
def _taking_with_key(table: str, on_sqlite: bool) -> Any:
    """SQLite's own rule for keys is the greatest and one more; nobody else writes meanwhile."""
    if on_sqlite:
        key = Base.metadata.tables[table].c.id
        next_key: Any = select(func.coalesce(func.max(key), 0) + 1).scalar_subquery()
    else:
        next_key = func.nextval(func.pg_get_serial_sequence(table, "id"))
    return _upsert(on_sqlite).returning(_SERIES.c.last, next_key)
