"""Marking a person for the justice office (司法所), and taking the mark away (domain §1, §12). Who may is [A]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mhapp.domain.errors import RuleBroken

SHORTEST_REASON = 5
LONGEST_REASON = 200


@dataclass(frozen=True)
class Marking:
    """Why, in a code and in words, and since when the ground is there."""

    ground: str
    reason: str
    on: date


def check_marking(said: Marking, *, known: Mapping[str, str], marked: bool, today: date) -> None:
    """Raises RuleBroken at the field that mends it; one mark at a time."""
    if marked:
        raise RuleBroken("这位患者已经标记给司法所，请刷新页面")
    if said.ground not in known:
        raise RuleBroken("请选择标记的原因", "ground")
    if said.on > today:
        raise RuleBroken("日期在今天之后，请核对", "on")
    _check_reason(said.reason, "说明根据什么标记，如文书、通知或者会议")


def check_end(reason: str, on: date, *, marked: bool, since: date | None, today: date) -> None:
    """Raises RuleBroken where nothing is marked, or at the field that mends it. `since`: the day of the mark, where
    it is on record."""
    if not marked:
        raise RuleBroken("这位患者没有标记给司法所，请刷新页面")
    if on > today:
        raise RuleBroken("日期在今天之后，请核对", "on")
    if since is not None and on < since:
        raise RuleBroken("日期早于标记的日期，请核对", "on")
    _check_reason(reason, "说明为什么取消，如矫正期满")


def _check_reason(reason: str, what: str) -> None:
    if not SHORTEST_REASON <= len(reason.strip()) <= LONGEST_REASON:
        raise RuleBroken(f"请{what}，{SHORTEST_REASON}到{LONGEST_REASON}个字", "reason")
