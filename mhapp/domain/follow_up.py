"""The first follow-up record (随访服务记录表, 表8 [N]), kept elsewhere by the clinic: where it stands, since when.

Either its sheet hangs in the file as a scanned page, or somebody of the clinic or civil affairs has recorded that it
stands in the national system. Neither is a follow-up kept here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mhapp.domain.errors import RuleBroken

FEWEST_LETTERS = 4


class KeptAs(StrEnum):
    """Where a 表8 stands."""

    PAPER = "paper"
    NATIONAL = "national"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {KeptAs.PAPER: "纸质", KeptAs.NATIONAL: "国家系统"}[self]


@dataclass(frozen=True)
class FirstFollowUp:
    """Where the first 表8 stands and its day."""

    kept: KeptAs
    on: date


def first_follow_up(*, page_dated: date | None, national_on: date | None) -> FirstFollowUp | None:
    """What counts as the required table: the sheet in the file before the word about another system."""
    if page_dated is not None:
        return FirstFollowUp(KeptAs.PAPER, page_dated)
    return FirstFollowUp(KeptAs.NATIONAL, national_on) if national_on is not None else None


def check_national(first_on: date, *, born: date | None, today: date) -> None:
    """Raises RuleBroken for a day that cannot be that of a follow-up."""
    if first_on > today:
        raise RuleBroken("第一次随访的日期不能晚于今天", "first_on")
    if born is not None and first_on < born:
        raise RuleBroken("第一次随访的日期不能早于出生日期", "first_on")


def check_withdrawal(reason: str) -> str:
    """Why it is taken back, trimmed. Raises RuleBroken where that is not said."""
    words = reason.strip()
    if len(words) < FEWEST_LETTERS:
        raise RuleBroken(f"请写清楚为什么撤回，至少{FEWEST_LETTERS}个字", "reason")
    return words
