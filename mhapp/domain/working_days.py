"""Working days (工作日) by the State Council's calendar: weekends, holidays and make-up days (调休上班) [N].

A county keeps one table a year. A year without a table counts Monday to Friday, and the answer says so (domain §5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 5


@dataclass(frozen=True)
class YearTable:
    """One year's exceptions: `holidays` are weekdays off, `make_up_days` are weekend days worked."""

    holidays: frozenset[date]
    make_up_days: frozenset[date]


@dataclass(frozen=True)
class WorkingDue:
    """A date counted in working days; `assumed` when a year without a table was walked through."""

    day: date
    assumed: bool


@dataclass(frozen=True)
class WorkingDays:
    """The tables of the years a county has entered."""

    years: Mapping[int, YearTable] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]) -> WorkingDays:
        """Read `{"years": {"2026": {"holidays": ["2026-01-01"], "make_up_days": [...]}}}`."""
        return cls(
            {
                int(year): YearTable(
                    frozenset(date.fromisoformat(day) for day in table["holidays"]),
                    frozenset(date.fromisoformat(day) for day in table["make_up_days"]),
                )
                for year, table in data["years"].items()
            }
        )

    def is_known(self, year: int) -> bool:
        """Whether the county has a table for this year."""
        return year in self.years

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day; Monday to Friday where the year has no table."""
        table = self.years.get(day.year)
        weekday = day.weekday() < SATURDAY
        if table is None:
            return weekday
        return day in table.make_up_days or (weekday and day not in table.holidays)

    def last_of_month(self, day: date) -> WorkingDue:
        """The last working day of a day's month; its last day where nobody works at all in it."""
        first = day.replace(day=1)
        last = date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)
        current = last
        while current >= first and not self.is_working(current):
            current -= timedelta(days=1)
        return WorkingDue(current if current >= first else last, not self.is_known(first.year))

    def add(self, day: date, count: int) -> WorkingDue:
        """The `count`-th working day after `day`; the day of the event itself does not count.

        Raises ValueError for a count below 1: a clock of no days has no working day to fall on.
        """
        if count < 1:
            raise ValueError(f"a working-day clock needs at least one day, not {count}")
        assumed = False
        current = day
        while count:
            current += timedelta(days=1)
            assumed = assumed or not self.is_known(current.year)
            count -= self.is_working(current)
        return WorkingDue(current, assumed)
