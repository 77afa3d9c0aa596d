"""Workbooks that go out: why, how many people without a second person's word, and what a layout may ask for."""

from __future__ import annotations

import re
from enum import StrEnum

from mhapp.domain.errors import RuleBroken
from mhapp.domain.roles import Role
from mhapp.domain.workbook_columns import ColumnSet

MOST_ALONE = 500
"""People in a workbook that one person may ask for; with more a second one agrees."""
DAYS_KEPT = 7
"""Days a workbook may be downloaded, the day it was made not counted."""
SHORTEST_PURPOSE = 4
LONGEST_PURPOSE = 100
ONLY_FOR_WORK = "仅供工作使用"
PLACEHOLDER = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
COUNTER = "行号"
SHEET_WORDS = ("单位", "日期", "人数", "制表人")
"""What a layout may ask for outside the row of people."""


class ExportKind(StrEnum):
    """What is asked for."""

    ROSTER = "roster"
    FOUR_COLOURS = "four_colours"

    @property
    def label(self) -> str:
        """The word on screen and paper."""
        return {"roster": "花名册", "four_colours": "四色汇总表"}[self]

    @property
    def names_people(self) -> bool:
        """Whether it holds people, or numbers only."""
        return self is ExportKind.ROSTER


def check_purpose(purpose: str) -> str:
    """The purpose, trimmed. Raises RuleBroken when it says nothing."""
    words = " ".join(purpose.split())
    if len(words) < SHORTEST_PURPOSE:
        raise RuleBroken(f"请写明用途，至少{SHORTEST_PURPOSE}个字，例如：季度核对在册人数", "purpose")
    if len(words) > LONGEST_PURPOSE:
        raise RuleBroken(f"用途最多{LONGEST_PURPOSE}个字", "purpose")
    return words


def needs_second_person(kind: ExportKind, people: int) -> bool:
    """Whether somebody else has to agree first."""
    return kind.names_people and people > MOST_ALONE


def approving_role(asked_by: Role) -> Role:
    """Whose home page the question stands on: the township's reviewer; the county where a reviewer or it asks."""
    deciders = {Role.TOWNSHIP_REVIEWER, Role.COUNTY_OFFICE}
    return Role.COUNTY_OFFICE if asked_by in deciders else Role.TOWNSHIP_REVIEWER


def unknown_placeholders(names: list[str], columns: ColumnSet) -> list[str]:
    """What a layout's row asks for that no column gives."""
    return [name for name in names if name != COUNTER and columns.named(name) is None]
