"""Entry into the four lists and removal from them (domain §3): what a level asks for, and who owes it.

There are no public interfaces: the program says what has to be entered, people enter it and record that they did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from mhapp.domain.clocks import months_after
from mhapp.domain.disclosure import Group, may_see
from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_route import Exit
from mhapp.domain.risk_level import UNGRADED, RiskLevel
from mhapp.domain.roles import Role


class ListSystem(StrEnum):
    """A list kept elsewhere."""

    HEALTH = "health"
    KEY_PERSON = "key_person"
    PRIORITY = "priority"
    MAJOR_RISK = "major_risk"

    @property
    def label(self) -> str:
        """The list's name on screen and paper."""
        return _SYSTEMS[self]


def lists_seen_by(role: Role) -> frozenset[ListSystem]:
    """The lists a role may know of (domain §12): all or none, the clinic the health system's only."""
    if not may_see(role, Group.LIST_ENTRY):
        return frozenset()
    return frozenset({ListSystem.HEALTH} if role is Role.CLINIC_DOCTOR else ListSystem)


class ListAct(StrEnum):
    """What has to be done there."""

    ENTER = "enter"
    CHANGE = "change"
    REMOVE = "remove"

    @property
    def label(self) -> str:
        """The word on screen and paper."""
        return _ACTS[self]


_SYSTEMS = {
    ListSystem.HEALTH: "国家严重精神障碍信息系统",
    ListSystem.KEY_PERSON: "治安重点人管理信息系统",
    ListSystem.PRIORITY: "“先发”系统",
    ListSystem.MAJOR_RISK: "重大风险信息管理系统",
}
_ACTS = {ListAct.ENTER: "录入", ListAct.CHANGE: "变更", ListAct.REMOVE: "撤出"}
GRADE_LABELS = {"1": "一级", "2": "二级"}
"""管控等级 in 先发."""


@dataclass(frozen=True)
class ListRule:
    """One list: the levels it holds, who enters, the exits that end it, and its grade by level where it has one."""

    levels: frozenset[str]
    role: Role
    ends_with: frozenset[Exit]
    grades: Mapping[RiskLevel, str]

    def holds(self, level: RiskLevel | None) -> bool:
        """Whether somebody of this level (None: not determined yet) is on the list."""
        return (level.value if level else UNGRADED) in self.levels


@dataclass(frozen=True)
class ListRules:
    """The shape of `mhapp/data/list_entry.toml`."""

    entry_working_days: int
    lived_here_months: int
    lists: Mapping[ListSystem, ListRule]

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ListRules:
        """Read the data file. Raises KeyError where a list is missing."""
        return cls(
            int(data["limits"]["entry_working_days"]),
            int(data["limits"]["lived_here_months"]),
            {system: _rule(data[system.value]) for system in ListSystem},
        )


def _rule(data: Mapping[str, Any]) -> ListRule:
    return ListRule(
        frozenset(data["levels"]),
        Role(data["role"]),
        frozenset(Exit(ground) for ground in data["ends_with"]),
        {RiskLevel(level): str(grade) for level, grade in data.get("grades", {}).items()},
    )


@dataclass(frozen=True)
class Standing:
    """How somebody stands in one list: whether entered, and with which grade."""

    listed: bool = False
    grade: str | None = None


@dataclass(frozen=True)
class Ask:
    """One act that is now asked for."""

    system: ListSystem
    act: ListAct
    grade: str | None = None


def asked_for(
    rules: ListRules,
    standing: Mapping[ListSystem, Standing],
    *,
    before: RiskLevel | None,
    now: RiskLevel | None,
    exit_ground: Exit | None = None,
) -> list[Ask]:
    """What a decision asks for in each list, by how the person stands there; `before`: the level it replaces."""
    found = []
    for system, rule in rules.lists.items():
        act = _act(rule, system, standing.get(system, Standing()), before, now, exit_ground)
        if act is not None:
            grade = rule.grades.get(now) if now and act is not ListAct.REMOVE else None
            found.append(Ask(system, act, grade))
    return found


def _act(
    rule: ListRule,
    system: ListSystem,
    standing: Standing,
    before: RiskLevel | None,
    now: RiskLevel | None,
    exit_ground: Exit | None,
) -> ListAct | None:
    wanted = exit_ground not in rule.ends_with if exit_ground else rule.holds(now)
    if wanted and not standing.listed:
        return None if exit_ground else ListAct.ENTER
    if not wanted:
        return ListAct.REMOVE if standing.listed else None
    return ListAct.CHANGE if _says_something_new(rule, system, standing, before, now) else None


def _says_something_new(
    rule: ListRule, system: ListSystem, standing: Standing, before: RiskLevel | None, now: RiskLevel | None
) -> bool:
    """A list with a grade or the level's own term has to be told when the level is another; keeping a level tells
    nothing, so that a grade somebody recorded otherwise stays."""
    if now is None or now == before:
        return False
    if rule.grades:
        return standing.grade != rule.grades.get(now)
    return system is ListSystem.MAJOR_RISK


@dataclass(frozen=True)
class Owner:
    """Which police station enters: of the residence, or of the registration; and whether the other one assists."""

    by_residence: bool
    other_assists: bool


def who_enters(
    *, lives_here_since: date | None, proof: str | None, registered_here: bool, on: date, months: int
) -> Owner:
    """The six-month rule [S2]: residence after `months` of living there with proof, before that registration.

    Somebody registered where they live has one police station only.
    """
    if registered_here:
        return Owner(by_residence=True, other_assists=False)
    lived = lives_here_since is not None and months_after(lives_here_since, months) <= on
    return Owner(by_residence=lived and bool(proof and proof.strip()), other_assists=True)


def check_regrade(
    grade: str, reason: str, *, standing: str | None, on: date, since: date, today: date
) -> None:
    """A control grade given anew by the police station that entered the person. `standing`: the one recorded last, on
    the day `since`. Raises RuleBroken at the field that has to be mended."""
    if grade not in GRADE_LABELS:
        raise RuleBroken("请选择一级或二级", "grade")
    if grade == standing:
        raise RuleBroken(f"现在就是{GRADE_LABELS[grade]}，不用更改", "grade")
    if not reason.strip():
        raise RuleBroken("请写明为什么更改管控等级", "grade_reason")
    if not since <= on <= today:
        raise RuleBroken("更改日期应在上一次登记当天到今天之间", "done_on")
