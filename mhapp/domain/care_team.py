"""Who is responsible (定人定岗 [S1]): the lists of people, their posts and duty phones, and who counts until then."""

from __future__ import annotations

from enum import StrEnum

from mhapp.domain.roles import UnitKind


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
