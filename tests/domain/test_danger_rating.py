"""When a danger rating is stale."""

from __future__ import annotations

from datetime import date

import pytest

from mhapp.domain.danger_rating import WORDING, RatingUsed


@pytest.mark.parametrize(
    ("rated_on", "stale"),
    [
        (date(2026, 7, 14), False),
        (date(2026, 4, 13), False),
        (date(2026, 4, 12), True),
        (date(2025, 7, 14), True),
    ],
)
def test_a_rating_older_than_92_days_on_the_day_of_the_visit_is_stale(rated_on: date, stale: bool) -> None:
    assert RatingUsed(3, rated_on, "示例镇卫生院").is_stale(date(2026, 7, 14), 92) is stale


def test_the_six_grades_have_words() -> None:
    assert list(WORDING) == [0, 1, 2, 3, 4, 5]
    assert "纵火" in WORDING[5]


def test_beside_the_first_day_there_is_nothing_is_stale() -> None:
    assert not RatingUsed(3, date(2026, 4, 13), "示例镇卫生院").is_stale(date(1, 1, 1), 92)
