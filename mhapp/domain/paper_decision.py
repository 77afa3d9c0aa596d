"""A level decided on paper (纸质认定), or one step of it: what has to be known, and who may enter it.

It counts like any other determination (going live, and steps stamped on paper); the program never decided it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from mhapp.domain.dated import day_in_words
from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_route import Route
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role

LONGEST = 60


@dataclass(frozen=True)
class PaperDecision:
    """The level, the day on the paper, the authority and document number as written there, and the stored scan."""

    level: RiskLevel
    decided_on: date
    authority: str
    document_number: str
    file_id: int | None = None


@dataclass(frozen=True)
class PaperStep:
    """A step stamped on paper: its day, the authority and number as written there, the stored scan."""

    decided_on: date
    authority: str
    document_number: str
    file_id: int | None = None

    def to_record(self) -> dict[str, str | int]:
        """As a step's details keep it."""
        record: dict[str, str | int] = {
            "on": self.decided_on.isoformat(), "authority": self.authority, "number": self.document_number,
        }  # fmt: skip
        return record | ({"file_id": self.file_id} if self.file_id else {})


Paper = TypeVar("Paper", PaperDecision, PaperStep)


def check_paper(paper: Paper, *, today: date, last_on: date | None, born: date | None = None) -> Paper:
    """The same paper trimmed. `last_on`: the day of the latest determination; `born`: the person's birth date.

    Raises RuleBroken at the field that has to be mended.
    """
    authority, number = paper.authority.strip(), paper.document_number.strip()
    if not authority:
        raise RuleBroken("请填写纸质文件上的认定单位", "authority")
    if not number:
        raise RuleBroken("请填写文号；没有文号的，写明是哪次会议、哪份表", "document_number")
    for words, field, text in (("认定单位", "authority", authority), ("文号", "document_number", number)):
        if len(text) > LONGEST:
            raise RuleBroken(f"{words}最多{LONGEST}个字", field)
    if paper.decided_on > today:
        raise RuleBroken("认定日期不能晚于今天", "decided_on")
    if born is not None and paper.decided_on < born:
        raise RuleBroken("认定日期不能早于出生日期", "decided_on")
    if last_on is not None and paper.decided_on <= last_on:
        raise RuleBroken(f"已有{day_in_words(last_on)}的认定，纸质认定应在它之后", "decided_on")
    return replace(paper, authority=authority, document_number=number)


BRINGS_FIRST = frozenset({Role.CIVIL_AFFAIRS, Role.TOWNSHIP_REVIEWER, Role.COUNTY_OFFICE})
"""Who enters, on behalf of whichever authority decided it, a level from before the program: who keeps the paper [A]."""


def refuse_recorder(role: Role, route: Route, *, first: bool) -> None:
    """Who enters a paper decision [A]. `first`: nothing was ever determined about the person here.

    A first level is brought by whoever keeps the paper; a later one entered by the office whose row determines it, or
    by the county for its townships.
    """
    allowed = BRINGS_FIRST if first else {Role.COUNTY_OFFICE, route.row.determine}
    if role not in allowed:
        raise RuleBroken(f"这一级别由{route.row.determine.label}认定，请由他们登记", "level")
