"""The parts of a year a reward is assessed and paid by: halves, quarters or the whole, each with its code and words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

PERIOD_NAMES = {1: ("全年",), 2: ("上半年", "下半年"), 4: ("第一季度", "第二季度", "第三季度", "第四季度")}
"""How often a year is assessed and paid, and what its parts are called."""
_PERIOD_CODES = {1: ("Y",), 2: ("1", "2"), 4: ("Q1", "Q2", "Q3", "Q4")}


@dataclass(frozen=True)
class Period:
    """One part of a year: its first and last day."""

    year: int
    number: int
    from_date: date
    until_date: date
    periods: int
    """How many its year has."""

    @property
    def name(self) -> str:
        """上半年"""
        return PERIOD_NAMES[self.periods][self.number - 1]

    @property
    def code(self) -> str:
        """2026-1 for a half-year, 2026-Q1 for a quarter, 2026-Y for a year: counties change how often they assess."""
        return f"{self.year}-{_PERIOD_CODES[self.periods][self.number - 1]}"

    @property
    def label(self) -> str:
        """2026年上半年"""
        return f"{self.year}年{self.name}"

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until_date - self.from_date).days + 1


def period(year: int, number: int, periods: int) -> Period:
    """The `number`-th of so many periods of a year, from 1."""
    months = 12 // periods
    first = date(year, (number - 1) * months + 1, 1)
    after = date(year + 1, 1, 1) if number == periods else date(year, number * months + 1, 1)
    return Period(year, number, first, after - timedelta(days=1), periods)


def period_from_code(code: str) -> Period | None:
    """The period a code names, None where there is no such period."""
    year, _, part = code.partition("-")
    if not (len(year) == 4 and year.isascii() and year.isdigit() and year.startswith("20")):
        return None
    for periods, parts in _PERIOD_CODES.items():
        if part in parts:
            return period(int(year), parts.index(part) + 1, periods)
    return None


def period_words(code: str) -> str:
    """2026年上半年; the code itself where it names no period."""
    named = period_from_code(code)
    return named.label if named else code


def periods_until(today: date, periods: int, count: int) -> list[Period]:
    """The period a day lies in and those before it, the newest first."""
    number = (today.month - 1) // (12 // periods) + 1
    index = today.year * periods + number - 1
    return [period(one // periods, one % periods + 1, periods) for one in range(index, index - count, -1)]
