"""What follows from a score, in words."""

from __future__ import annotations

from datetime import date

import pytest

from mhapp.domain.danger_rating import RatingUsed
from mhapp.domain.level_route import Exit, Target
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.visit_outlook import Change, Outlook, missing, outlook, township_word, verdict
from mhapp.domain.visit_score import VisitScore, score_visit, suggestion
from tests.factories.score_sheets import the_shipped_sheet
from tests.factories.visits import QUIET

GREEN, YELLOW, ORANGE, RED = RiskLevel.GREEN, RiskLevel.YELLOW, RiskLevel.ORANGE, RiskLevel.RED


def scored(rating: int | None = 0, **answers: str) -> VisitScore:
    given = QUIET | {item: tuple(codes.split()) for item, codes in answers.items()}
    used = None if rating is None else RatingUsed(rating, date(2026, 7, 2), "石盘镇卫生院")
    return score_visit(given, the_shipped_sheet(), used)


def follows(score: VisitScore, in_force: RiskLevel | None, proposed: Target | None = None) -> Outlook:
    return outlook(
        score, suggestion(score, in_force), in_force=in_force, proposed=proposed, township_word="镇"
    )


@pytest.mark.parametrize(
    ("answers", "in_force", "change", "words"),
    [
        ({}, GREEN, Change.SAME, "与现认定相同，不启动级别变更"),
        ({"symptoms": "relapse"}, YELLOW, Change.UP, "可提出级别变更为橙色，由镇认定"),
        ({"symptoms": "threat"}, ORANGE, Change.UP, "可提出级别变更为红色，由镇初审、区县认定、报市级备案"),
        ({}, YELLOW, Change.DOWN, "可提出级别变更为绿色，由镇认定"),
        ({"medication": "none"}, None, Change.FIRST, "可提出首次定级为黄色，由镇认定"),
        ({}, None, Change.FIRST, "可提出首次定级为绿色，由镇认定"),
        (
            {},
            RED,
            Change.DOWN_FROM_HIGH,
            "初判绿色，低于现认定；连续两次分值下降，或经会议研究，才可提请降级",
        ),
        (
            {"medication": "none"},
            ORANGE,
            Change.DOWN_FROM_HIGH,
            "初判黄色，低于现认定；连续两次分值下降，或经会议研究，才可提请降级",
        ),
        ({"other": "unknown"}, ORANGE, Change.WITHHELD, "信息不全，不作降级依据"),
        ({"other": "unknown"}, None, Change.WITHHELD, "信息不全，不作降级依据"),
    ],
)
def test_the_suggestion_beside_the_level_in_force_says_what_may_be_proposed(
    answers: dict[str, str], in_force: RiskLevel | None, change: Change, words: str
) -> None:
    found = follows(scored(**answers), in_force)
    assert (found.change, found.words) == (change, words)


@pytest.mark.parametrize(
    ("change", "may"),
    [
        (Change.UP, True), (Change.DOWN, True), (Change.FIRST, True), (Change.SAME, False),
        (Change.WITHHELD, False), (Change.DOWN_FROM_HIGH, False), (Change.IN_HAND, False),
    ],
)  # fmt: skip
def test_a_change_is_offered_where_nothing_else_comes_first(change: Change, may: bool) -> None:
    assert Outlook(change, "", reassessment=False).may_propose is may


@pytest.mark.parametrize(
    ("proposed", "change"),
    [
        (ORANGE, Change.IN_HAND), (RED, Change.IN_HAND), (YELLOW, Change.UP), (Exit.DELISTED, Change.UP),
        (None, Change.UP),
    ],
)  # fmt: skip
def test_what_is_proposed_already_at_that_level_is_in_hand(proposed: Target | None, change: Change) -> None:
    assert follows(scored(symptoms="relapse"), GREEN, proposed).change is change


@pytest.mark.parametrize(
    ("symptom", "asked"),
    [
        ("threat", True),
        ("violent_tendency", True),
        ("relapse", True),
        ("suspicion", False),
        ("psychotic", False),
    ],
)
def test_three_signs_ask_for_a_new_rating(symptom: str, asked: bool) -> None:
    assert follows(scored(symptoms=symptom), RED).reassessment is asked


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (scored(), ("初判由分数决定", "6项已答")),
        (scored(symptoms="threat"), ("初判由特征决定", "6项已答")),
        (scored(medication="none"), ("初判由情形决定", "6项已答")),
        (scored(3, guardianship="weak", situation="stress"), ("初判，两者一致", "6项已答")),
        (scored(guardianship="", other=""), ("初判", "还有2项没答")),
        (scored(None, other="unknown"), ("初判由分数决定", "有2项不了解")),
        (scored(symptoms="none relapse"), ("初判由特征决定", "有1项要重选")),
    ],
)
def test_the_bar_says_what_decided_and_what_is_missing(score: VisitScore, words: tuple[str, str]) -> None:
    assert (verdict(score), missing(score)) == words


@pytest.mark.parametrize(
    ("name", "word"), [("石盘镇", "镇"), ("云圃乡", "乡"), ("蒲云街道", "街道"), ("街道办事处", "街道")]
)
def test_a_township_is_called_what_it_is(name: str, word: str) -> None:
    assert township_word(name) == word
