"""Workbooks that go out: why, how many people without a second person's word, and what a layout may ask for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from mhapp.domain.errors import RuleBroken
from mhapp.domain.roles import Role
from mhapp.domain.workbook_columns import plain

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
"""What a layout may ask for outside the row that is repeated."""


class Placeholder(Protocol):
    """What a placeholder stands for."""

    @property
    def code(self) -> str:
        """As the lines that fill a layout name it."""


class Placeholders(Protocol):
    """What a layout's repeated row may ask for: the columns of the roster, or those of the summary."""

    def named(self, header: str, /) -> Placeholder | None:
        """What a word means; None for one that means nothing."""


@dataclass(frozen=True)
class SummaryColumn:
    """A column of the four-colour summary: the word we write, other words for it."""

    code: str
    header: str
    aliases: tuple[str, ...] = ()


class SummaryColumns:
    """The columns of the four-colour summary in our order."""

    columns = (
        SummaryColumn("township", "乡镇（街道）", ("乡镇", "街道")),
        SummaryColumn("village", "村（社区）", ("村", "社区")),
        SummaryColumn("red", "红", ("红色",)),
        SummaryColumn("orange", "橙", ("橙色",)),
        SummaryColumn("yellow", "黄", ("黄色",)),
        SummaryColumn("green", "绿", ("绿色",)),
        SummaryColumn("ungraded", "待定级", ("未定级",)),
        SummaryColumn("all", "合计", ("人数合计",)),
    )

    def named(self, header: str, /) -> SummaryColumn | None:
        """The column a word means."""
        wanted = plain(header)
        return next((c for c in self.columns if wanted in {plain(w) for w in (c.header, *c.aliases)}), None)


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


def unknown_placeholders(names: Sequence[str], columns: Placeholders) -> list[str]:
    """What a layout's row asks for that no column gives."""
    return [name for name in names if name != COUNTER and columns.named(name) is None]
