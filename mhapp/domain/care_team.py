"""Who is responsible (定人定岗 [S1]): the lists of people, their posts and duty phones, and who counts until then."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from mhapp.domain.errors import RuleBroken
from mhapp.domain.roles import UnitKind

LATEST_AHEAD = timedelta(days=90)
"""A member may be listed this long before they begin [A]."""
LONGEST_STAND_IN = timedelta(days=92)
"""Somebody away for longer hands their people over [A]."""


class TeamKind(StrEnum):
    """A list of people with post and unit (domain §1)."""

    LEADING_GROUP = "leading_group"
    OFFICE = "office"
    CARE_TEAM = "care_team"

    @property
    def label(self) -> str:
        """The words on screen."""
        return _LABELS[self]

    @property
    def is_of(self) -> frozenset[UnitKind]:
        """The kinds of unit that have such a list."""
        return _UNITS[self]


_LABELS = {
    TeamKind.LEADING_GROUP: "领导小组",
    TeamKind.OFFICE: "领导小组办公室",
    TeamKind.CARE_TEAM: "关爱帮扶小组",
}
_OFFICES = frozenset({UnitKind.COUNTY, UnitKind.TOWNSHIP})
_UNITS = {
    TeamKind.LEADING_GROUP: _OFFICES,
    TeamKind.OFFICE: _OFFICES,
    TeamKind.CARE_TEAM: frozenset({UnitKind.VILLAGE}),
}


def check_member(name: str, post: str, employer: str, from_date: date, *, today: date) -> None:
    """Raises RuleBroken at the field that mends it."""
    for field, words, value in (
        ("name", "姓名", name),
        ("post", "职务", post),
        ("employer", "单位", employer),
    ):
        if not value.strip():
            raise RuleBroken(f"请填写{words}", field)
    if from_date > today + LATEST_AHEAD:
        raise RuleBroken(f"最多提前{LATEST_AHEAD.days}天登记", "from_date")


def check_stand_in(first: date, last: date, *, today: date) -> None:
    """Raises RuleBroken for a time nobody means: past, backwards, or longer than a stand-in is [A]."""
    if last < first:
        raise RuleBroken("结束日期不能早于开始日期", "until_date")
    if last < today:
        raise RuleBroken("代班的结束日期已经过了", "until_date")
    if last - first > LONGEST_STAND_IN:
        raise RuleBroken(f"代班最长{LONGEST_STAND_IN.days}天，更久的请移交", "until_date")
