"""Measures for one person (一人一策): problem, measure, who, until, done (domain §8). None restricts liberty [L]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mhapp.domain.errors import RuleBroken
from mhapp.domain.roles import CARE_TEAM_ROLES, Role

SHORTEST_WORDS = 4
"""Characters of a problem, of a measure, and of what came of it."""
LONGEST_TERM = timedelta(days=366)
"""A measure ends within a year, and is then made anew [A]."""
DOERS = CARE_TEAM_ROLES
"""Whose work a measure can be."""


@dataclass(frozen=True)
class MeasureRules:
    """The county's list. `kinds`: code → words; `refused`: what no measure says; `allowed`: what names the opposite;
    `named_by`: kinds that end a restriction, so that their problem names it."""

    kinds: Mapping[str, str]
    refused: tuple[str, ...]
    allowed: tuple[str, ...]
    named_by: frozenset[str] = frozenset()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> MeasureRules:
        """Read the shape of `measures.toml`."""
        refused = data["refused"]
        return cls(
            dict(data["kinds"]),
            tuple(refused["words"]),
            tuple(refused["allowed"]),
            frozenset(refused["named_by"]),
        )

    def restriction_in(self, text: str) -> str:
        """The first word that restricts somebody's liberty; empty where there is none."""
        plain = "".join(text.split())
        for phrase in self.allowed:
            plain = plain.replace(phrase, "")
        return next((word for word in self.refused if word in plain), "")


@dataclass(frozen=True)
class NewMeasure:
    """What is to be done: `doer` is the role whose work it is, `who` the person in words."""

    kind: str
    problem: str
    measure: str
    doer: Role
    who: str
    until: date


def check_measure(asked: NewMeasure, rules: MeasureRules, *, today: date) -> None:
    """Raises RuleBroken at the field that mends it."""
    if asked.kind not in rules.kinds:
        raise RuleBroken("请选择措施类别", "kind")
    if asked.doer not in DOERS:
        raise RuleBroken("请选择由谁落实", "doer")
    for field, text in (("problem", asked.problem), ("measure", asked.measure)):
        if len(text.strip()) < SHORTEST_WORDS:
            raise RuleBroken(f"请写明{_NAMES[field]}，至少{SHORTEST_WORDS}个字", field)
    refuse_restriction(asked.measure, rules, "measure")
    if asked.kind not in rules.named_by:
        refuse_restriction(asked.problem, rules, "problem")
    if not asked.who.strip():
        raise RuleBroken("请填写负责人", "who")
    if not today <= asked.until <= today + LONGEST_TERM:
        raise RuleBroken("完成期限应在今天到一年以内", "until")


def refuse_restriction(text: str, rules: MeasureRules, field: str) -> None:
    """Raises RuleBroken, with the reason, where a text would restrict somebody's liberty."""
    word = rules.restriction_in(text)
    if word:
        raise RuleBroken(
            f"措施不能限制患者的人身自由，请去掉“{word}”。需要送诊或住院的，按精神卫生法由医生判断；"
            "发现有人被关锁的，请选“解除关锁”",
            field,
        )


_NAMES = {"problem": "存在的问题", "measure": "具体措施"}
