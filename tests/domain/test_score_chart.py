"""The score chart: where marks stand, what is joined, what is written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.score_chart import ScoredVisit, score_chart


def visit(day: date, points: str, edition: str = "2026-1", beyond_points: str = "") -> ScoredVisit:
    """A visit with a yellow level."""
    return ScoredVisit(day, Decimal(points), RiskLevel.YELLOW, edition, beyond_points)


def test_there_is_no_chart_without_a_visit() -> None:
    assert score_chart([], [40, 60, 80]) is None


def test_a_higher_score_stands_higher_and_a_later_visit_further_right() -> None:
    chart = score_chart([visit(date(2026, 1, 10), "30"), visit(date(2026, 3, 10), "66.5")], [40, 60, 80])
    assert chart is not None
    first, last = chart.marks
    assert first.x < last.x
    assert first.y > last.y
    assert [mark.value for mark in chart.marks] == ["30", "66.5"]
    assert len(chart.runs) == 1


def test_scores_of_two_editions_are_not_joined() -> None:
    days = [date(2026, month, 1) for month in (1, 2, 3, 4)]
    editions = ["old", "old", "new", "new"]
    chart = score_chart(
        [visit(day, "50", edition) for day, edition in zip(days, editions, strict=True)], [40]
    )
    assert chart is not None
    assert len(chart.runs) == 2
    assert len(chart.breaks) == 1
    assert chart.marks[1].x < chart.breaks[0] < chart.marks[2].x


def test_only_first_and_last_two_scores_are_written_out() -> None:
    chart = score_chart([visit(date(2026, month, 1), "50") for month in range(1, 7)], [40])
    assert chart is not None
    assert [bool(mark.value) for mark in chart.marks] == [True, False, False, False, True, True]


@pytest.mark.parametrize(("ground", "value"), [("按特征", "73 按特征"), ("按情形", "73 按情形"), ("", "73")])
def test_the_last_score_says_when_a_sign_or_a_circumstance_decided(ground: str, value: str) -> None:
    last = visit(date(2026, 2, 1), "73", "2026-1", ground)
    chart = score_chart([visit(date(2026, 1, 1), "43"), last], [40])
    assert chart is not None
    assert chart.marks[1].value == value


def test_words_beside_the_last_score_stand_above_the_marks_they_reach() -> None:
    days = {date(2026, 1, 1): "44", date(2026, 9, 1): "60", date(2026, 9, 29): "29"}
    last = visit(date(2026, 10, 21), "37", "2026-1", "按情形")
    chart = score_chart([*(visit(day, points) for day, points in days.items()), last], [40])
    assert chart is not None
    assert chart.marks[3].value_y < chart.marks[1].y
    assert chart.marks[2].value == ""


def test_a_score_above_a_hundred_stays_inside_the_drawing() -> None:
    chart = score_chart([visit(date(2026, 1, 1), "130")], [40, 60, 80])
    assert chart is not None
    assert chart.marks[0].y >= 24


def test_month_labels_do_not_run_into_one_another() -> None:
    chart = score_chart([visit(date(2026, 1, day), "50") for day in (1, 8, 15, 22)], [40])
    assert chart is not None
    assert [word for _, word in chart.months] == ["1月"]


def test_of_a_long_year_the_latest_twelve_visits_are_drawn() -> None:
    chart = score_chart(
        [visit(date(2026, month, day), "50") for month in range(1, 8) for day in (1, 15)], [40]
    )
    assert chart is not None
    assert len(chart.marks) == 12


def test_two_scores_side_by_side_do_not_run_into_one_another() -> None:
    days = [date(2026, 1, 1), date(2026, 6, 1), date(2026, 6, 8)]
    chart = score_chart([visit(day, "50") for day in days], [40])
    assert chart is not None
    assert [bool(mark.value) for mark in chart.marks] == [True, False, True]
