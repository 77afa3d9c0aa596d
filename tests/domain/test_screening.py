"""Screening: periods, what a household's numbers may be, coverage, and when a round may be closed."""

from __future__ import annotations

from datetime import date

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.screening import (
    Coverage,
    HouseholdOutcome,
    Span,
    check_closing,
    check_household,
    check_numbers,
    period_of,
)


@pytest.mark.parametrize(
    ("span", "day", "first", "last", "label"),
    [
        (Span.QUARTER, date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31), "2026年第1季度"),
        (Span.QUARTER, date(2026, 3, 31), date(2026, 1, 1), date(2026, 3, 31), "2026年第1季度"),
        (Span.QUARTER, date(2026, 4, 1), date(2026, 4, 1), date(2026, 6, 30), "2026年第2季度"),
        (Span.QUARTER, date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31), "2026年第4季度"),
        (Span.HALF_YEAR, date(2026, 6, 30), date(2026, 1, 1), date(2026, 6, 30), "2026年上半年"),
        (Span.HALF_YEAR, date(2026, 7, 1), date(2026, 7, 1), date(2026, 12, 31), "2026年下半年"),
    ],
)
def test_a_day_lies_in_its_period(span: Span, day: date, first: date, last: date, label: str) -> None:
    period = period_of(span, day)
    assert (period.starts_on, period.ends_on, period.label) == (first, last, label)


@pytest.mark.parametrize(
    ("persons", "seen", "outcome"),
    [(1, 1, "seen"), (30, 1, "lead"), (3, 0, "nobody")],
)
def test_numbers_that_fit_are_taken(persons: int, seen: int, outcome: str) -> None:
    check_household(persons, seen, HouseholdOutcome(outcome))


@pytest.mark.parametrize(
    ("persons", "seen", "outcome", "field"),
    [
        (0, 0, "nobody", "persons"),
        (31, 1, "seen", "persons"),
        (3, 4, "seen", "seen"),
        (3, -1, "nobody", "seen"),
        (3, 1, "nobody", "outcome"),
        (3, 0, "seen", "outcome"),
        (3, 0, "lead", "outcome"),
    ],
)
def test_numbers_that_cannot_be_are_said_at_their_field(
    persons: int, seen: int, outcome: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_household(persons, seen, HouseholdOutcome(outcome))
    assert broken.value.field == field


def test_coverage_is_rounded_down_so_that_one_left_is_seen_to_be_left() -> None:
    coverage = Coverage(households=999, households_in_all=1000, seen=2, persons_in_all=3)
    assert (coverage.households_percent, coverage.seen_percent, coverage.is_whole) == (99, 66, False)


def test_more_households_than_were_counted_are_a_hundred_percent() -> None:
    coverage = Coverage(households=11, households_in_all=10, seen=30, persons_in_all=30)
    assert (coverage.households_percent, coverage.is_whole) == (100, True)


def test_a_village_has_a_household_and_no_more_households_than_people() -> None:
    check_numbers(1, 1)
    for households, persons, field in ((0, 5, "households"), (5, 4, "persons")):
        with pytest.raises(RuleBroken) as broken:
            check_numbers(households, persons)
        assert broken.value.field == field


def test_a_round_is_closed_whole_or_with_a_reason_and_never_empty() -> None:
    whole, partly = Coverage(10, 10, 30, 30), Coverage(10, 10, 29, 30)
    check_closing(whole, "")
    check_closing(partly, "一人在外打工")
    with pytest.raises(RuleBroken) as broken:
        check_closing(partly, "外出打工")
    assert broken.value.field == "remark"
    with pytest.raises(RuleBroken, match="还没有登记任何一户"):
        check_closing(Coverage(0, 10, 0, 30), "没有时间去走访")
