"""Two falls (R9): which three visits count, and every reason for no offer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.two_falls import ScoredVisit, TwoFalls, two_falls

LEVELS = {
    "red": RiskLevel.RED,
    "orange": RiskLevel.ORANGE,
    "yellow": RiskLevel.YELLOW,
    "green": RiskLevel.GREEN,
}


def a_visit(number: int, points: str, suggested: str = "yellow", **others: object) -> ScoredVisit:
    """The visit of the `number`-th June, complete and face to face."""
    visit = ScoredVisit(
        number, date(2026, 6, number), Decimal(points), "2026-1", True, True, LEVELS[suggested]
    )
    return replace(visit, **others)  # type: ignore[arg-type]


def read(*visits: ScoredVisit, in_force: str | None = "orange", since: str | None = "2026-06-01",
         reassessment: bool = False) -> TwoFalls:  # fmt: skip
    return two_falls(
        visits,
        in_force=LEVELS[in_force] if in_force else None,
        determined_on=date.fromisoformat(since) if since else None,
        reassessment_open=reassessment,
    )


FALLING = (a_visit(2, "60"), a_visit(9, "50"), a_visit(16, "45"))


def test_two_falls_are_offered() -> None:
    falls = read(*FALLING)
    assert falls.offered
    assert [visit.visit_id for visit in falls.counted] == [2, 9, 16]


@pytest.mark.parametrize(
    ("points", "offered"),
    [
        (("60", "50", "45"), True),
        (("60", "59.5", "59"), True),
        (("60", "60", "45"), False),
        (("60", "45", "45"), False),
        (("50", "60", "45"), False),
        (("60", "45", "50"), False),
        (("45", "50", "60"), False),
    ],
)
def test_equal_is_not_falling(points: tuple[str, str, str], offered: bool) -> None:
    falls = read(*(a_visit(day, value) for day, value in zip((2, 9, 16), points, strict=True)))
    assert falls.offered is offered


@pytest.mark.parametrize(
    ("in_force", "offered"), [("red", True), ("orange", True), ("yellow", False), (None, False)]
)
def test_only_red_and_orange(in_force: str | None, offered: bool) -> None:
    assert read(*FALLING, in_force=in_force).offered is offered


def test_fewer_than_three_visits_are_not_enough() -> None:
    assert not read(*FALLING[:2]).offered
    assert not read().offered


@pytest.mark.parametrize(
    ("since", "offered"),
    [("2026-06-02", True), ("2026-06-03", True), ("2026-06-09", True), ("2026-06-10", False), (None, True)],
)
def test_at_most_the_first_is_older_than_the_last_determination(since: str | None, offered: bool) -> None:
    assert read(*FALLING, since=since).offered is offered


@pytest.mark.parametrize(
    ("suggested", "in_force", "offered"),
    [
        ("red", "red", False),
        ("orange", "red", True),
        ("orange", "orange", False),
        ("red", "orange", False),
        ("yellow", "orange", True),
        ("green", "orange", True),
    ],
)
def test_not_when_the_last_visit_suggests_the_level_in_force_or_higher(
    suggested: str, in_force: str, offered: bool
) -> None:
    assert read(*FALLING[:2], a_visit(16, "45", suggested), in_force=in_force).offered is offered


def test_not_while_a_reassessment_is_open() -> None:
    falls = read(*FALLING, reassessment=True)
    assert not falls.offered
    assert falls.why_not == "危险性复评还没有完成"


def test_a_telephone_visit_between_is_skipped_but_shown() -> None:
    falls = read(FALLING[0], a_visit(5, "80", face_to_face=False), *FALLING[1:])
    assert falls.offered
    assert [visit.visit_id for visit in falls.skipped] == [5]


def test_an_incomplete_visit_between_is_skipped_but_shown() -> None:
    falls = read(
        *FALLING[:2], a_visit(12, "10", complete=False), FALLING[2], a_visit(20, "90", complete=False)
    )
    assert falls.offered
    assert [visit.visit_id for visit in falls.skipped] == [12, 20]


def test_visits_of_another_edition_are_not_compared() -> None:
    older = tuple(replace(visit, edition="2025-2") for visit in FALLING[:2])
    assert not read(*older, FALLING[2]).offered
    falls = read(replace(a_visit(1, "90"), edition="2025-2"), *FALLING)
    assert falls.offered and falls.skipped == ()


def test_a_late_telephone_visit_of_a_new_edition_does_not_decide_the_edition() -> None:
    falls = read(*FALLING, a_visit(20, "40", edition="2026-2", face_to_face=False))
    assert falls.offered


def test_the_last_three_count_and_not_any_three() -> None:
    assert not read(*FALLING, a_visit(20, "70")).offered
    assert read(a_visit(1, "10"), *FALLING).offered
