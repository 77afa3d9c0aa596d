"""Where a letter stands, and which term it usually has."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mhapp.domain.letter_state import LetterRecord, renewal_start, state_of, usual_end

UNTIL = date(2027, 7, 31)
SIGNED = date(2026, 8, 3)


@pytest.mark.parametrize(
    "printed, signed_on, ended_on, renewed, today, words",
    [
        (False, None, None, False, "2026-08-03", "待打印"),
        (True, None, None, False, "2026-08-03", "待签字"),
        (True, None, None, False, "2028-01-01", "待签字"),
        (False, SIGNED, None, False, "2026-08-03", "已签字，未到期限"),
        (True, SIGNED, None, False, "2026-08-09", "已签字，未到期限"),
        (True, SIGNED, None, False, "2026-08-10", "生效中"),
        (True, SIGNED, None, False, "2027-06-30", "生效中"),
        (True, SIGNED, None, False, "2027-07-01", "快到期"),
        (True, SIGNED, None, False, "2027-07-31", "快到期"),
        (True, SIGNED, None, False, "2027-08-01", "已到期"),
        (True, SIGNED, None, True, "2027-07-01", "已续签"),
        (True, SIGNED, None, True, "2027-08-01", "已续签"),
        (False, None, SIGNED, False, "2026-08-03", "已作废"),
        (True, SIGNED, SIGNED, False, "2026-08-03", "已终止"),
        (True, SIGNED, SIGNED, True, "2026-08-03", "已终止"),
    ],
)
def test_the_rows_of_a_letter_amount_to_one_state(
    printed: bool, signed_on: date | None, ended_on: date | None, renewed: bool, today: str, words: str
) -> None:
    record = LetterRecord(printed, signed_on, ended_on, date(2026, 8, 10), UNTIL, renewed)
    day = date.fromisoformat(today)
    assert state_of(record, today=day, announced=day + timedelta(days=30)).label == words


@pytest.mark.parametrize(
    "today, starts_on",
    [("2027-07-01", "2027-08-01"), ("2027-08-01", "2027-08-01"), ("2027-08-02", "2027-08-02")],
)
def test_a_renewal_begins_the_day_after_the_end_or_today(today: str, starts_on: str) -> None:
    assert renewal_start(UNTIL, date.fromisoformat(today)) == date.fromisoformat(starts_on)


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
