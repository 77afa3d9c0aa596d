"""The visit's score, as a table a nurse could read. Expectations stand here by hand."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from mhapp.domain.danger_rating import RatingUsed
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.score_sheet import CarryKind
from mhapp.domain.visit_record import score_from_record, score_to_record
from mhapp.domain.visit_score import DecidedBy, PartState, VisitScore, is_above, score_visit, suggestion
from tests.factories.score_sheets import a_sheet_with_halves, the_shipped_sheet

GREEN, YELLOW, ORANGE, RED = RiskLevel.GREEN, RiskLevel.YELLOW, RiskLevel.ORANGE, RiskLevel.RED
SHEET = the_shipped_sheet()
QUIET = {
    "guardianship": ("strong",),
    "medication": ("regular",),
    "symptoms": ("none",),
    "situation": ("none",),
    "other": ("none",),
}
"""Every part answered, no points, no sign."""


def rated(level: int | None) -> RatingUsed | None:
    return None if level is None else RatingUsed(level, date(2026, 7, 2), "示例镇卫生院")


def scored(rating: int | None = 0, **answers: str) -> VisitScore:
    """Score a quiet visit but for these answers; several in one part are parted by a space."""
    given = QUIET | {item: tuple(codes.split()) for item, codes in answers.items()}
    return score_visit(given, SHEET, rated(rating))


def signs_of(score: VisitScore) -> dict[str, RiskLevel]:
    return {sign.name: sign.level for sign in score.signs}


@pytest.mark.parametrize(
    ("answers", "points", "level"),
    [
        ("p0", "0", GREEN), ("p39_5", "39.5", GREEN), ("p40", "40", YELLOW), ("p60", "60", YELLOW),
        ("p60_5", "60.5", ORANGE), ("p60 p0_5", "60.5", ORANGE), ("p79_5", "79.5", ORANGE),
        ("p79_5 p0_5", "80.0", RED), ("p80", "80", RED), ("p100", "100", RED),
    ],
)  # fmt: skip
def test_halves_add_up_exactly_and_meet_the_limits(answers: str, points: str, level: RiskLevel) -> None:
    score = score_visit({"state": tuple(answers.split())}, a_sheet_with_halves(), None)
    assert (score.points, score.level) == (Decimal(points), level)


@pytest.mark.parametrize(("rating", "points"), [(0, 0), (1, 8), (2, 16), (3, 30), (4, 36), (5, 40)])
def test_the_danger_item_counts_the_clinics_rating(rating: int, points: int) -> None:
    assert scored(rating).points == points


@pytest.mark.parametrize(
    ("rating", "levels"), [(2, {}), (3, {"danger_high": YELLOW}), (5, {"danger_high": YELLOW})]
)
def test_a_rating_of_three_or_more_is_a_circumstance(rating: int, levels: dict[str, RiskLevel]) -> None:
    assert signs_of(scored(rating)) == levels


def test_what_a_form_sends_for_danger_does_not_count() -> None:
    assert scored(1, danger="5").points == 8


def test_without_a_rating_danger_is_not_known() -> None:
    score = scored(None)
    assert [(part.code, part.state) for part in score.to_find_out] == [("danger", PartState.UNKNOWN)]


@pytest.mark.parametrize(
    ("item", "answer", "points"),
    [
        ("guardianship", "strong", 0), ("guardianship", "weak", 8), ("guardianship", "none", 15),
        ("medication", "regular", 0), ("medication", "not_needed", 0), ("medication", "intermittent", 8),
        ("medication", "none", 15),
        ("symptoms", "none", 0), ("symptoms", "withdrawn", 5), ("symptoms", "self_talk", 5),
        ("symptoms", "poor_sleep", 5), ("symptoms", "relapse", 10), ("symptoms", "suspicion", 10),
        ("symptoms", "pessimism", 10), ("symptoms", "wandering", 10), ("symptoms", "psychotic", 15),
        ("symptoms", "violent_tendency", 15), ("symptoms", "threat", 15),
        ("situation", "none", 0), ("situation", "substance", 5), ("situation", "dispute", 5),
        ("situation", "stress", 5), ("situation", "missing", 10),
        ("other", "none", 0), ("other", "incident_history", 0), ("other", "other_abnormality", 0),
    ],
)  # fmt: skip
def test_each_answer_counts_its_points(item: str, answer: str, points: int) -> None:
    assert scored(**{item: answer}).points == points


@pytest.mark.parametrize(
    ("answers", "points"),
    [
        ("withdrawn self_talk poor_sleep", 5), ("withdrawn relapse", 10), ("relapse suspicion pessimism", 10),
        ("poor_sleep threat", 15), ("psychotic violent_tendency threat", 15),
    ],
)  # fmt: skip
def test_of_several_symptoms_the_highest_counts(answers: str, points: int) -> None:
    assert scored(symptoms=answers).points == points


@pytest.mark.parametrize(
    ("answers", "points"),
    [
        ("substance dispute", 10), ("substance dispute stress", 15), ("missing substance", 15),
        ("missing substance dispute", 15), ("substance dispute stress missing", 15),
    ],
)  # fmt: skip
def test_circumstances_of_life_add_up_to_fifteen_at_most(answers: str, points: int) -> None:
    assert scored(situation=answers).points == points


@pytest.mark.parametrize(
    ("item", "answer", "name", "level", "kind"),
    [
        ("guardianship", "none", "no_control", YELLOW, CarryKind.CIRCUMSTANCE),
        ("medication", "none", "refuses_treatment", YELLOW, CarryKind.CIRCUMSTANCE),
        ("symptoms", "relapse", "relapse", ORANGE, CarryKind.SIGN),
        ("symptoms", "suspicion", "suspicion", ORANGE, CarryKind.SIGN),
        ("symptoms", "pessimism", "pessimism", ORANGE, CarryKind.SIGN),
        ("symptoms", "wandering", "wandering", ORANGE, CarryKind.SIGN),
        ("symptoms", "psychotic", "psychotic", YELLOW, CarryKind.CIRCUMSTANCE),
        ("symptoms", "violent_tendency", "violent_tendency", YELLOW, CarryKind.CIRCUMSTANCE),
        ("symptoms", "threat", "threat", RED, CarryKind.SIGN),
        ("situation", "missing", "no_control", YELLOW, CarryKind.CIRCUMSTANCE),
        ("other", "incident_history", "incident_history", YELLOW, CarryKind.CIRCUMSTANCE),
        ("other", "other_abnormality", "other_abnormality", YELLOW, CarryKind.CIRCUMSTANCE),
    ],
)  # fmt: skip
def test_each_sign_and_circumstance_raises_the_level_alone(
    item: str, answer: str, name: str, level: RiskLevel, kind: CarryKind
) -> None:
    score = scored(**{item: answer})
    assert [(sign.name, sign.level, sign.kind) for sign in score.signs] == [(name, level, kind)]
    assert (score.level, score.decided_by) == (level, DecidedBy.SIGN)


@pytest.mark.parametrize(
    ("item", "answer"),
    [
        ("guardianship", "weak"), ("medication", "intermittent"), ("symptoms", "withdrawn"),
        ("symptoms", "self_talk"), ("symptoms", "poor_sleep"), ("situation", "substance"), ("situation", "dispute"),
        ("situation", "stress"),
    ],
)  # fmt: skip
def test_other_answers_carry_nothing(item: str, answer: str) -> None:
    score = scored(**{item: answer})
    assert (score.signs, score.level, score.decided_by) == ((), GREEN, DecidedBy.POINTS)


def test_psychotic_symptoms_with_a_tendency_to_violence_are_the_red_sign() -> None:
    score = scored(symptoms="psychotic violent_tendency")
    assert signs_of(score) == {"psychotic": RED, "violent_tendency": RED}
    assert (score.level_by_signs, score.level_by_circumstances, score.level) == (RED, None, RED)


def test_a_circumstance_found_twice_is_one() -> None:
    assert signs_of(scored(guardianship="none", situation="missing")) == {"no_control": YELLOW}


def test_signs_and_circumstances_are_told_apart() -> None:
    score = scored(3, medication="none", symptoms="relapse psychotic")
    assert (score.level_by_signs, score.level_by_circumstances) == (ORANGE, YELLOW)
    assert [sign.name for sign in score.of_kind(CarryKind.SIGN)] == ["relapse"]
    assert [sign.name for sign in score.of_kind(CarryKind.CIRCUMSTANCE)] == [
        "danger_high", "refuses_treatment", "psychotic",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rating", "answers", "points", "level", "decided"),
    [
        (0, {}, 0, GREEN, DecidedBy.POINTS),
        (2, {"guardianship": "weak", "medication": "intermittent"}, 32, GREEN, DecidedBy.POINTS),
        (2, {"guardianship": "weak", "medication": "intermittent", "situation": "substance dispute"},
         42, YELLOW, DecidedBy.POINTS),
        (3, {"guardianship": "weak", "situation": "stress"}, 43, YELLOW, DecidedBy.BOTH),
        (3, {}, 30, YELLOW, DecidedBy.SIGN),
        (4, {"guardianship": "weak", "medication": "intermittent", "symptoms": "suspicion"},
         62, ORANGE, DecidedBy.BOTH),
        (3, {"guardianship": "none", "medication": "none"}, 60, YELLOW, DecidedBy.BOTH),
        (4, {"guardianship": "none", "situation": "missing"}, 61, ORANGE, DecidedBy.POINTS),
        (5, {"guardianship": "weak", "medication": "none", "symptoms": "relapse", "situation": "stress"},
         78, ORANGE, DecidedBy.BOTH),
        (5, {"guardianship": "none", "medication": "none", "symptoms": "relapse"}, 80, RED, DecidedBy.POINTS),
        (5, {"guardianship": "none", "medication": "none", "symptoms": "threat"}, 85, RED, DecidedBy.BOTH),
        (5, {"guardianship": "none", "medication": "none", "symptoms": "threat", "situation": "missing dispute"},
         100, RED, DecidedBy.BOTH),
        (0, {"symptoms": "threat"}, 15, RED, DecidedBy.SIGN),
    ],
)  # fmt: skip
def test_the_higher_of_points_and_signs_is_suggested_and_says_which_decided(
    rating: int, answers: dict[str, str], points: int, level: RiskLevel, decided: DecidedBy
) -> None:
    score = scored(rating, **answers)
    assert (score.points, score.level, score.decided_by) == (points, level, decided)
    assert suggestion(score, GREEN).level is level


def test_the_rows_add_up_to_the_total_with_the_cap_inside_its_row() -> None:
    score = scored(
        4, guardianship="weak", symptoms="relapse psychotic", situation="missing substance dispute"
    )
    assert [(part.code, part.points) for part in score.parts] == [
        ("danger", 36), ("guardianship", 8), ("medication", 0), ("symptoms", 15), ("situation", 15), ("other", 0),
    ]  # fmt: skip
    assert score.points == 74
    assert score.parts[4].cap == 15


# --- Not known, not answered (R4) ---


@pytest.mark.parametrize("item", ["guardianship", "medication", "symptoms", "situation", "other"])
def test_not_known_is_an_answer_without_points_that_leaves_the_score_incomplete(item: str) -> None:
    score = scored(2, **{item: "unknown"})
    assert (score.points, score.incomplete, score.unanswered) == (16, True, ())
    assert [part.code for part in score.to_find_out] == [item]


@pytest.mark.parametrize("item", ["guardianship", "medication", "symptoms", "situation", "other"])
def test_an_unanswered_part_counts_nothing_and_leaves_the_score_incomplete(item: str) -> None:
    score = scored(2, **{item: ""})
    assert (score.points, score.incomplete) == (16, True)
    assert [part.code for part in score.unanswered] == [item]


def test_an_empty_form_is_green_so_far_and_asks_for_everything() -> None:
    score = score_visit({}, SHEET, None)
    assert (score.points, score.level, score.incomplete) == (0, GREEN, True)
    assert [part.letter for part in score.to_find_out] == ["A", "B", "C", "D", "E", "F"]


@pytest.mark.parametrize(
    ("item", "answers", "points"),
    [
        ("symptoms", "none relapse", 10), ("symptoms", "unknown psychotic", 15), ("symptoms", "none unknown", 0),
        ("situation", "none substance", 5), ("situation", "unknown missing", 10),
        ("other", "unknown incident_history", 0),
        ("guardianship", "strong none", 15), ("medication", "regular unknown", 0),
    ],
)  # fmt: skip
def test_an_answer_that_stands_alone_beside_others_lets_them_count_and_leaves_the_part_incomplete(
    item: str, answers: str, points: int
) -> None:
    score = scored(0, **{item: answers})
    assert score.points == points
    assert [(part.code, part.state) for part in score.to_find_out] == [(item, PartState.CONTRADICTORY)]


@pytest.mark.parametrize(
    ("answers", "in_force", "suggested", "withheld"),
    [
        ({"other": "unknown"}, RED, None, True),
        ({"other": "unknown"}, ORANGE, None, True),
        ({"other": "unknown"}, YELLOW, None, True),
        ({"other": "unknown"}, GREEN, GREEN, False),
        ({"other": "unknown"}, None, None, True),
        ({"medication": "none", "other": "unknown"}, ORANGE, None, True),
        ({"medication": "none", "other": "unknown"}, YELLOW, YELLOW, False),
        ({"medication": "none", "other": "unknown"}, None, YELLOW, False),
        ({"symptoms": "threat", "other": "unknown"}, YELLOW, RED, False),
        ({}, RED, GREEN, False),
        ({}, None, GREEN, False),
    ],
)  # fmt: skip
def test_an_incomplete_score_lowers_nothing(
    answers: dict[str, str], in_force: RiskLevel | None, suggested: RiskLevel | None, withheld: bool
) -> None:
    found = suggestion(scored(0, **answers), in_force)
    assert (found.level, found.withheld) == (suggested, withheld)


@pytest.mark.parametrize(
    ("suggested", "in_force", "above"),
    [
        (RED, ORANGE, True), (ORANGE, ORANGE, False), (YELLOW, ORANGE, False), (YELLOW, GREEN, True),
        (YELLOW, None, True), (GREEN, None, False), (GREEN, GREEN, False), (None, GREEN, False), (None, None, False),
    ],
)  # fmt: skip
def test_a_suggestion_is_above_the_level_in_force_or_not(
    suggested: RiskLevel | None, in_force: RiskLevel | None, above: bool
) -> None:
    assert is_above(suggested, in_force) is above


# --- What is stored ---


def test_a_stored_score_comes_back_as_it_was() -> None:
    score = scored(4, guardianship="none", symptoms="psychotic violent_tendency", situation="missing dispute")
    assert score_from_record(json.loads(json.dumps(score_to_record(score)))) == score


def test_a_stored_score_is_not_scored_again() -> None:
    record = score_to_record(scored(0, guardianship="weak"))
    record["parts"][1]["points"] = "7.5"
    assert score_from_record(record).points == Decimal("7.5")
