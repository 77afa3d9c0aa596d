"""Which way a level change goes: who proposes, audits, determines and files it (domain §2, the route table).

Precedence: a direct exit before everything, a step down or exit from red or orange before 撤管, then the row of
the level asked for. A level confirmed at its review goes the way of that level's row; the city hears nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mhapp.domain.errors import RuleBroken
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import CARE_TEAM_ROLES, Role


class Exit(StrEnum):
    """Why a person leaves the levels altogether. The first three are direct exits with proof attached [S2]."""

    DEATH = "death"
    MOVED_OUT = "moved_out"
    """Person and registration moved out of the municipality."""
    INCAPACITATED = "incapacitated"
    """Another illness leaves no possibility of an incident."""
    DELISTED = "delisted"
    """Taken off 治安重点人 because its conditions are met (撤管)."""

    @property
    def label(self) -> str:
        """The words on screen and paper."""
        return _EXIT_LABELS[self]

    @property
    def is_direct(self) -> bool:
        """Whether the township determines it on proof alone."""
        return self is not Exit.DELISTED


_EXIT_LABELS = {
    Exit.DEATH: "患者去世",
    Exit.MOVED_OUT: "人和户籍都迁出市外",
    Exit.INCAPACITATED: "因其他疾病失去活动能力",
    Exit.DELISTED: "符合撤管条件",
}
Target = RiskLevel | Exit


class Act(StrEnum):
    """A row of the route table."""

    TO_RED = "to_red"
    TO_ORANGE_OR_YELLOW = "to_orange_or_yellow"
    TO_GREEN = "to_green"
    DOWN_FROM_HIGH = "down_from_high"
    """Down from red or orange, and the exit of such a person."""
    DELISTING = "delisting"
    DIRECT_EXIT = "direct_exit"


class Filing(StrEnum):
    """Where a determination is filed (备案)."""

    NONE = "none"
    COUNTY = "county"
    CITY = "city"
    """The county records date and number of the city's filing."""


class Cites(StrEnum):
    """What a proposal of this row must rest on, beside its reason."""

    NOTHING = "nothing"
    TWO_FALLS_OR_MEETING = "two_falls_or_meeting"
    DELISTING_CONDITIONS = "delisting_conditions"
    PROOF = "proof"


class OpinionRule(StrEnum):
    """Whether a determination holds a specialist's opinion (R10)."""

    NOT_ASKED = "not_asked"
    MAY_FOLLOW = "may_follow"
    """A rise or a first determination goes on with "asked on", the opinion itself due later [A]."""
    FIRST = "first"
    """The determination waits for it [A]."""


@dataclass(frozen=True)
class Row:
    """One row of the table as data."""

    audit: Role | None
    determine: Role
    filing: Filing
    cites: Cites
    informs: tuple[str, ...]
    proposers: frozenset[Role] = CARE_TEAM_ROLES


@dataclass(frozen=True)
class Route:
    """The way of one change, from the level in force to what is asked for."""

    act: Act
    row: Row
    in_force: RiskLevel | None
    target: Target
    filing: Filing
    opinion: OpinionRule

    @property
    def is_keep(self) -> bool:
        """Whether it keeps the level in force at its review."""
        return self.target == self.in_force

    @property
    def is_rise(self) -> bool:
        """Whether the person would stand higher than now; a first level above green is a rise (R4: below yellow)."""
        return isinstance(self.target, RiskLevel) and is_above(self.target, self.in_force)


def is_above(level: RiskLevel, in_force: RiskLevel | None) -> bool:
    """Whether a level is above the one in force; ungraded counts as below yellow, that is like green."""
    return level > (in_force or RiskLevel.GREEN)


_TOWNSHIP, _COUNTY = Role.TOWNSHIP_REVIEWER, Role.COUNTY_OFFICE
_TOLD = ("卫生院", "派出所", "村社区")
_DEPARTMENTS = ("相关职能部门", "卫生院", "派出所", "村社区")

TABLE = {
    Act.TO_RED: Row(_TOWNSHIP, _COUNTY, Filing.CITY, Cites.NOTHING, _DEPARTMENTS),
    Act.TO_ORANGE_OR_YELLOW: Row(None, _TOWNSHIP, Filing.COUNTY, Cites.NOTHING, _TOLD),
    Act.TO_GREEN: Row(None, _TOWNSHIP, Filing.COUNTY, Cites.NOTHING, _TOLD),
    Act.DOWN_FROM_HIGH: Row(_TOWNSHIP, _COUNTY, Filing.NONE, Cites.TWO_FALLS_OR_MEETING, _DEPARTMENTS),
    Act.DELISTING: Row(_TOWNSHIP, _COUNTY, Filing.NONE, Cites.DELISTING_CONDITIONS, ("卫生院",)),
    Act.DIRECT_EXIT: Row(None, _TOWNSHIP, Filing.COUNTY, Cites.PROOF, ("卫生院", "派出所")),
}
"""[S2 四]; green's approver, the approvers of 撤管 and direct exit, and the filing of a step down are [A]."""

HIGH = frozenset({RiskLevel.RED, RiskLevel.ORANGE})
_TO_LEVEL = {
    RiskLevel.RED: Act.TO_RED,
    RiskLevel.ORANGE: Act.TO_ORANGE_OR_YELLOW,
    RiskLevel.YELLOW: Act.TO_ORANGE_OR_YELLOW,
    RiskLevel.GREEN: Act.TO_GREEN,
}


def route_for(in_force: RiskLevel | None, target: Target) -> Route:
    """The way from the level in force (None: not determined yet) to what is asked for.

    Raises RuleBroken for 撤管 of a person who is neither red, orange nor yellow: there is nothing to take off.
    """
    act = _act(in_force, target)
    return Route(
        act, TABLE[act], in_force, target, _filing(act, in_force, target), _opinion(act, in_force, target)
    )


def _act(in_force: RiskLevel | None, target: Target) -> Act:
    if isinstance(target, Exit):
        return _exit_act(in_force, target)
    if in_force in HIGH and in_force is not None and target < in_force:
        return Act.DOWN_FROM_HIGH
    return _TO_LEVEL[target]


def _exit_act(in_force: RiskLevel | None, target: Exit) -> Act:
    if target.is_direct:
        return Act.DIRECT_EXIT
    if in_force in HIGH:
        return Act.DOWN_FROM_HIGH
    if in_force is RiskLevel.YELLOW:
        return Act.DELISTING
    raise RuleBroken("撤管只适用于红色、橙色、黄色患者，请选择其他级别", "target")


def _filing(act: Act, in_force: RiskLevel | None, target: Target) -> Filing:
    if act is Act.DOWN_FROM_HIGH and in_force is RiskLevel.RED:
        return Filing.CITY
    if act is Act.TO_RED and target == in_force:
        return Filing.NONE
    return TABLE[act].filing


def _opinion(act: Act, in_force: RiskLevel | None, target: Target) -> OpinionRule:
    if act in {Act.DIRECT_EXIT, Act.TO_GREEN}:
        return OpinionRule.NOT_ASKED
    if isinstance(target, Exit) or act is Act.DOWN_FROM_HIGH:
        return OpinionRule.FIRST
    if in_force is None or target > in_force:
        return OpinionRule.MAY_FOLLOW
    return OpinionRule.FIRST
