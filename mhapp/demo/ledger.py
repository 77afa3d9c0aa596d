"""Rows of the invented county before they are written: ids counted, public ids and times drawn from one generator."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime
from random import Random
from typing import Any

from mhapp.clock import BEIJING
from mhapp.models import Unit

Row = dict[str, Any]

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [one + other for one in _ALPHABET for other in _ALPHABET]
_KEYED = frozenset(name for name, table in Unit.metadata.tables.items() if "id" in table.c)
_NAMED = frozenset(name for name, table in Unit.metadata.tables.items() if "public_id" in table.c)


def _public_id(rng: Random) -> str:
    """26 base32 characters, two at a time: half a million are drawn for a large county."""
    bits = rng.getrandbits(130)
    return "".join([_PAIRS[bits >> shift & 1023] for shift in range(0, 130, 10)])


class Ledger:
    """Rows by table, in the order they came to be. The same generator makes the same rows."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self._series: Counter[tuple[int, str, int]] = Counter()
        self.identity_numbers: set[str] = set()
        """Those given out already."""

    def add(self, table: str, **values: Any) -> Row:
        """One row of a table, with its id (from 1) and, where the table has one, its public id."""
        rows = self.rows[table]
        if table in _KEYED:
            values["id"] = len(rows) + 1
        if table in _NAMED:
            values["public_id"] = _public_id(self.rng)
        rows.append(values)
        return values

    def at(self, day: date, hour: int) -> datetime:
        """An instant within an hour of a Beijing day."""
        return datetime(day.year, day.month, day.day, hour, int(self.rng.random() * 60), tzinfo=BEIJING)

    def next_number(self, unit_id: int, kind: str, year: int) -> int:
        """The next number of a unit's series, from 1 each year, as services.numbers gives them."""
        self._series[unit_id, kind, year] += 1
        return self._series[unit_id, kind, year]

    def close_series(self) -> None:
        """Write down the last number of every series."""
        for (unit_id, kind, year), last in self._series.items():
            self.add("number_series", unit_id=unit_id, kind=kind, year=year, last=last)
