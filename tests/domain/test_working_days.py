"""Working days with holidays, make-up days, and a year nobody has entered yet."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from mhapp.domain.working_days import WorkingDays, WorkingDue, YearTable

SHIPPED = WorkingDays.from_dict(json.loads(Path("mhapp/data/working_days.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2025-01-26", True),  # a Sunday worked before the Spring Festival
        ("2025-01-27", True),
        ("2025-01-28", False),  # New Year's Eve, a Tuesday
        ("2025-02-04", False),
        ("2025-02-05", True),
        ("2025-02-08", True),  # a Saturday worked after it
        ("2025-10-01", False),
        ("2025-10-11", True),  # a Saturday worked after the October holidays
        ("2026-11-20", True),
        ("2026-11-21", False),
        ("2026-11-22", False),
        ("2026-11-23", True),
    ],
)
def test_the_shipped_tables_know_holidays_and_make_up_days(day: str, works: bool) -> None:
    assert SHIPPED.is_working(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        ("2026-11-20", 1, "2026-11-23"),  # Friday: the next working day is Monday
        ("2026-11-22", 1, "2026-11-23"),  # Sunday
        ("2026-11-23", 3, "2026-11-26"),
        ("2026-11-23", 5, "2026-11-30"),
        ("2026-11-23", 10, "2026-12-07"),
        ("2025-01-24", 1, "2025-01-26"),  # Friday to a worked Sunday
        ("2025-01-27", 1, "2025-02-05"),  # over eight days of holiday
        ("2025-09-30", 3, "2025-10-11"),  # 9 and 10 October, then the worked Saturday
    ],
)
def test_a_clock_in_working_days_starts_the_day_after(start: str, count: int, due: str) -> None:
    assert SHIPPED.add(date.fromisoformat(start), count).day == date.fromisoformat(due)


def test_a_year_without_a_table_counts_monday_to_friday_and_says_so() -> None:
    due = SHIPPED.add(date(2027, 9, 30), 1)
    assert (due.day, due.assumed) == (date(2027, 10, 1), True)


def test_a_clock_that_stays_inside_known_years_assumes_nothing() -> None:
    assert SHIPPED.add(date(2026, 12, 30), 1).assumed is False


def test_a_clock_that_runs_into_an_unknown_year_says_so() -> None:
    due = SHIPPED.add(date(2026, 12, 31), 1)
    assert (due.day, due.assumed) == (date(2027, 1, 1), True)


def test_a_clock_of_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        SHIPPED.add(date(2026, 11, 23), 0)


@pytest.mark.parametrize(
    ("day", "last", "assumed"),
    [
        (date(2026, 10, 9), date(2026, 10, 30), False),  # the 31st is a Saturday
        (date(2026, 6, 30), date(2026, 6, 30), False),
        (date(2026, 12, 1), date(2026, 12, 31), False),
        (date(2031, 5, 1), date(2031, 5, 30), True),  # a Friday; nobody has a table of that year
    ],
)
def test_a_months_last_working_day(day: date, last: date, assumed: bool) -> None:
    assert SHIPPED.last_of_month(day) == WorkingDue(last, assumed)


def test_a_month_nobody_works_in_ends_on_its_last_day() -> None:
    off = YearTable(frozenset(date(2026, 2, day) for day in range(1, 29)), frozenset())
    assert WorkingDays({2026: off}).last_of_month(date(2026, 2, 3)).day == date(2026, 2, 28)
