"""Where a letter stands, and which term it usually has."""

from __future__ import annotations

from datetime import date

import pytest

from mhapp.domain.letter_state import state_of, usual_end

UNTIL = date(2027, 7, 31)
SIGNED = date(2026, 8, 3)


@pytest.mark.parametrize(
    "printed, signed_on, ended_on, today, words",
    [
        (False, None, None, "2026-08-03", "待打印"),
        (True, None, None, "2026-08-03", "待签字"),
        (True, None, None, "2028-01-01", "待签字"),
        (False, SIGNED, None, "2026-08-03", "已签字"),
        (True, SIGNED, None, "2027-07-31", "已签字"),
        (True, SIGNED, None, "2027-08-01", "已到期"),
        (False, None, SIGNED, "2026-08-03", "已作废"),
        (True, SIGNED, SIGNED, "2026-08-03", "已作废"),
    ],
)
def test_the_rows_of_a_letter_amount_to_one_state(
    printed: bool, signed_on: date | None, ended_on: date | None, today: str, words: str
) -> None:
    state = state_of(
        printed=printed,
        signed_on=signed_on,
        ended_on=ended_on,
        term_until=UNTIL,
        today=date.fromisoformat(today),
    )
    assert state.label == words


@pytest.mark.parametrize(
    "starts_on, months, ends_on",
    [
        ("2026-08-01", 12, "2027-07-31"),
        ("2026-08-03", 12, "2027-08-02"),
        ("2026-01-01", 12, "2026-12-31"),
        ("2026-12-15", 1, "2027-01-14"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-03-01", 60, "2031-02-28"),
    ],
)
def test_a_term_ends_the_day_before_its_day_comes_round(starts_on: str, months: int, ends_on: str) -> None:
    assert usual_end(date.fromisoformat(starts_on), months) == date.fromisoformat(ends_on)
