"""What a measure has to say, and what none may say."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.measure import MeasureRules, NewMeasure, check_measure
from mhapp.domain.roles import Role

TODAY = date(2026, 7, 1)
SHIPPED = Path(__file__).parent.parent.parent / "mhapp" / "data" / "measures.toml"
RULES = MeasureRules.from_dict(tomllib.loads(SHIPPED.read_text("utf-8")))


def check(**more: object) -> None:
    said: dict[str, object] = {
        "kind": "medicine", "problem": "常忘服药", "measure": "每周送药", "doer": Role.VILLAGE_CADRE, "who": "王干部",
        "until": TODAY,
    }  # fmt: skip
    check_measure(NewMeasure(**{**said, **more}), RULES, today=TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words",
    [
        "在家关锁",
        "由家属看 管起来",
        "必要时约束",
        "强制送医",
        "劝其不准外出",
        "解除关锁后仍要看管",
        "晚上关在屋里",
        "禁止外出走动",
        "安排人看守",
        "用绳子绑住",
        "夜间锁门",
        "发病时强行送医",
        "限制行动范围",
    ],
)
@pytest.mark.parametrize("field", ["measure", "problem"])
def test_no_measure_restricts_anybodys_liberty(field: str, words: str) -> None:
    with pytest.raises(RuleBroken, match="不能限制患者的人身自由") as broken:
        check(**{field: words})
    assert broken.value.field == field


@pytest.mark.parametrize(
    "words",
    [
        "马上解除关锁",
        "每天陪同散步",
        "家属承诺不关锁",
        "回访确认关锁已解除",
        "从看守所回来后每周看望",
        "相关在校信息转学校",
    ],
)
def test_what_sets_somebody_free_is_a_measure(words: str) -> None:
    check(measure=words)


def test_a_measure_that_sets_somebody_free_names_what_was_wrong() -> None:
    check(kind="unlock", problem="被家属关锁在偏房", measure="劝家属马上解除关锁")
    with pytest.raises(RuleBroken) as broken:
        check(kind="unlock", problem="被家属关锁在偏房", measure="换个地方关锁")
    assert broken.value.field == "measure"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({}, ""),
        ({"kind": "prison"}, "kind"),
        ({"problem": "忘服药"}, "problem"),
        ({"measure": "送药吧"}, "measure"),
        ({"doer": Role.AUDITOR}, "doer"),
        ({"who": " "}, "who"),
        ({"until": date(2026, 6, 30)}, "until"),
        ({"until": date(2027, 7, 2)}, ""),  # 366 days ahead
        ({"until": date(2027, 7, 3)}, "until"),
    ],
)
def test_a_measure_says_what_who_and_until_when(more: dict[str, object], field: str) -> None:
    if not field:
        check(**more)
        return
    with pytest.raises(RuleBroken) as broken:
        check(**more)
    assert broken.value.field == field
