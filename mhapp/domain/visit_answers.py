"""Answers to a score sheet: read from a form, and what keeps them from being submitted (R4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mhapp.domain.errors import RuleBroken
from mhapp.domain.score_sheet import Item, ItemKind, Option, ScoreSheet

Answers = Mapping[str, tuple[str, ...]]
"""{item code: (option codes)}, in the order of the sheet; an item without an answer is left out."""
OTHER_WORDS = "other_words"
"""The field that holds the words an answer asks for."""


def parse_answers(raw: Mapping[str, Iterable[str]], sheet: ScoreSheet) -> dict[str, tuple[str, ...]]:
    """Read the answers out of a form's fields; fields that are no item of the sheet are left alone.

    Raises RuleBroken at the item for a code the sheet does not have.
    """
    answers: dict[str, tuple[str, ...]] = {}
    for item in sheet.items:
        given = {code for code in raw.get(item.code, ()) if code}
        known = item.options_by_code
        if not given <= known.keys():
            raise RuleBroken(f"{item.title}：选项不在积分表里，请重新选择", item.code)
        if given:
            answers[item.code] = tuple(code for code in known if code in given)
    return answers


def submission_faults(answers: Answers, sheet: ScoreSheet, other_words: str) -> list[RuleBroken]:
    """Everything that must be mended before these answers are stored, each at its field, in the sheet's order."""
    faults = []
    for item in sheet.items:
        if item.kind is ItemKind.RATING:
            continue
        chosen = [option for option in item.options if option.code in answers.get(item.code, ())]
        message = _fault(item, chosen)
        if message:
            faults.append(RuleBroken(f"{item.title}：{message}", item.code))
        wanting = next((option for option in chosen if option.needs_words), None)
        if wanting and not other_words.strip():
            faults.append(RuleBroken(f"请写明{wanting.label}是什么", OTHER_WORDS))
    return faults


def _fault(item: Item, chosen: list[Option]) -> str:
    if not chosen:
        return "请选一项，不清楚就选不了解" if item.kind is ItemKind.ONE else "请选择，没有就选以上都没有"
    if len(chosen) == 1:
        return ""
    if item.kind is ItemKind.ONE:
        return "只能选一项"
    alone = next((option for option in chosen if option.exclusive), None)
    return f"选了{alone.label}，就不要再选别的" if alone else ""
