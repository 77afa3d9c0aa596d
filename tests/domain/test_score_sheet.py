"""The score sheet as data."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.score_sheet import ItemKind, ScoreSheet
from tests.factories.score_sheets import a_sheet_with_halves, the_shipped_sheet


@pytest.mark.parametrize(
    ("points", "level"),
    [
        ("0", RiskLevel.GREEN), ("39", RiskLevel.GREEN), ("39.5", RiskLevel.GREEN),
        ("40", RiskLevel.YELLOW), ("42", RiskLevel.YELLOW), ("60", RiskLevel.YELLOW),
        ("60.5", RiskLevel.ORANGE), ("61", RiskLevel.ORANGE), ("79", RiskLevel.ORANGE), ("79.5", RiskLevel.ORANGE),
        ("80", RiskLevel.RED), ("100", RiskLevel.RED),
    ],
)  # fmt: skip
def test_points_stand_for_the_notices_level_at_every_limit(points: str, level: RiskLevel) -> None:
    assert the_shipped_sheet().level_by_points(Decimal(points)) is level


@pytest.mark.parametrize(
    ("points", "words"),
    [("39.5", "不到40"), ("40", "40到60之间"), ("60.5", "超过60不到80"), ("80", "满80")],
)
def test_the_limits_around_a_score_are_said_in_words(points: str, words: str) -> None:
    assert the_shipped_sheet().range_words(Decimal(points)) == words


def test_the_shipped_sheet_holds_the_points_of_the_domain() -> None:
    points = {
        item.code: {option.code: str(option.points) for option in item.options}
        for item in the_shipped_sheet().items
    }
    assert points == {
        "danger": {"0": "0", "1": "8", "2": "16", "3": "30", "4": "36", "5": "40"},
        "guardianship": {"strong": "0", "weak": "8", "none": "15", "unknown": "0"},
        "medication": {"regular": "0", "not_needed": "0", "intermittent": "8", "none": "15", "unknown": "0"},
        "symptoms": {
            "withdrawn": "5", "self_talk": "5", "poor_sleep": "5", "relapse": "10", "suspicion": "10",
            "pessimism": "10", "wandering": "10", "psychotic": "15", "violent_tendency": "15", "threat": "15",
            "none": "0", "unknown": "0",
        },
        "situation": {
            "substance": "5", "dispute": "5", "stress": "5", "missing": "10", "none": "0", "unknown": "0",
        },
        "other": {"incident_history": "0", "other_abnormality": "0", "none": "0", "unknown": "0"},
    }  # fmt: skip


def test_the_shipped_sheet_says_that_it_is_a_sample() -> None:
    sheet = the_shipped_sheet()
    assert (sheet.official, sheet.notice_short) == (False, "示例积分表，非官方")
    assert sheet.notice_full == "示例积分表（非官方），正式使用前由区县管理办公室发布"


def test_danger_comes_from_the_clinic_and_three_items_take_several_answers() -> None:
    kinds = {item.code: item.kind for item in the_shipped_sheet().items}
    assert kinds == {
        "danger": ItemKind.RATING,
        "guardianship": ItemKind.ONE,
        "medication": ItemKind.ONE,
        "symptoms": ItemKind.SEVERAL,
        "situation": ItemKind.SEVERAL,
        "other": ItemKind.SEVERAL,
    }


@pytest.mark.parametrize("sheet", [the_shipped_sheet(), a_sheet_with_halves()], ids=["shipped", "halves"])
def test_an_edition_comes_back_from_its_stored_form_as_it_was(sheet: ScoreSheet) -> None:
    assert ScoreSheet.from_dict(json.loads(json.dumps(sheet.to_dict()))) == sheet


def test_points_written_as_a_float_are_refused() -> None:
    data = a_sheet_with_halves().to_dict()
    data["items"][0]["options"][0]["points"] = 0.5
    with pytest.raises(ValueError, match=r"write 0\.5 as a text"):
        ScoreSheet.from_dict(data)


def test_a_code_given_twice_is_refused() -> None:
    data = a_sheet_with_halves().to_dict()
    data["items"].append(data["items"][0])
    with pytest.raises(ValueError, match="a code stands twice in items"):
        ScoreSheet.from_dict(data)


def test_a_companion_that_is_no_answer_of_the_item_is_refused() -> None:
    data = the_shipped_sheet().to_dict()
    psychotic = next(option for option in data["items"][3]["options"] if option["code"] == "psychotic")
    psychotic["carries"][1]["together_with"] = "violence"
    with pytest.raises(ValueError, match="psychotic names no answer of its item: violence"):
        ScoreSheet.from_dict(data)
