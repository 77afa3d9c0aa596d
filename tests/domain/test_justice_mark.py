"""Marking for the justice office, and taking the mark away: what has to be said."""

from __future__ import annotations

from datetime import date

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.justice_mark import Marking, check_end, check_marking

TODAY = date(2026, 7, 14)
KNOWN = {"correction": "社区矫正对象"}


@pytest.mark.parametrize(
    ("ground", "reason", "on", "marked", "field", "words"),
    [
        ("", "司法所来函", TODAY, False, "ground", "请选择标记的原因"),
        ("gossip", "司法所来函", TODAY, False, "ground", "请选择标记的原因"),
        ("correction", "来函说的", TODAY, False, "reason", "5到200个字"),
        ("correction", "字" * 201, TODAY, False, "reason", "5到200个字"),
        ("correction", "司法所来函", date(2026, 7, 15), False, "on", "今天之后"),
        ("correction", "司法所来函", TODAY, True, None, "已经标记"),
    ],
)
def test_a_mark_says_why_and_since_when(
    ground: str, reason: str, on: date, marked: bool, field: str | None, words: str
) -> None:
    with pytest.raises(RuleBroken, match=words) as refused:
        check_marking(Marking(ground, reason, on), known=KNOWN, marked=marked, today=TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize("reason", ["司法所来函", "字" * 200])
def test_five_to_two_hundred_letters_are_enough(reason: str) -> None:
    check_marking(Marking("correction", reason, TODAY), known=KNOWN, marked=False, today=TODAY)


@pytest.mark.parametrize(
    ("reason", "on", "marked", "field", "words"),
    [
        ("期满", TODAY, True, "reason", "5到200个字"),
        ("社区矫正期满", date(2026, 7, 15), True, "on", "今天之后"),
        ("社区矫正期满", date(2026, 6, 30), True, "on", "早于标记的日期"),
        ("社区矫正期满", TODAY, False, None, "没有标记"),
    ],
)
def test_taking_a_mark_away_says_why_and_since_when(
    reason: str, on: date, marked: bool, field: str | None, words: str
) -> None:
    with pytest.raises(RuleBroken, match=words) as refused:
        check_end(reason, on, marked=marked, since=date(2026, 7, 1), today=TODAY)
    assert refused.value.field == field


def test_a_mark_ends_on_its_first_day_or_without_one_on_record() -> None:
    check_end("登记错了人", date(2026, 7, 1), marked=True, since=date(2026, 7, 1), today=TODAY)
    check_end("登记错了人", date(2020, 1, 1), marked=True, since=None, today=TODAY)
