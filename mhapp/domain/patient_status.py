"""The status of a person (domain §1): each is dated with its source, and the clocks follow it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from mhapp.domain.dated import day_in_words
from mhapp.domain.errors import RuleBroken
from mhapp.domain.roles import Role


class PatientStatus(StrEnum):
    """Where a person is, which decides what is due."""

    COMMUNITY = "community"
    """At home: every clock runs."""
    HOSPITAL = "hospital"
    """In hospital: no visits."""
    AWAY = "away"
    """Living elsewhere for a while: a call a month."""
    CUSTODY = "custody"
    """In custody: no visits."""
    LOST = "lost"
    """Not to be found: a search."""
    MOVED = "moved"
    """Moved away: no visits."""
    DEAD = "dead"
    """Every clock stops."""
    EXITED = "exited"
    """Taken off the list; follow-up goes on with the clinic."""

    @property
    def label(self) -> str:
        """The word on screen and paper."""
        return _LABELS[self]

    @property
    def is_visited(self) -> bool:
        """Whether visits by level are due in this status."""
        return self is PatientStatus.COMMUNITY

    @property
    def unvisited_words(self) -> str:
        """Where the next visit would be named, for who comes home again but is not visited meanwhile; else ""."""
        return f"{self.label}期间不安排随访探视" if self in _KEPT_ELSEWHERE else ""

    @property
    def has_left(self) -> bool:
        """Whether the person has left the levels or the place: without a level they are not waiting for one."""
        return self in GONE

    @property
    def ended_words(self) -> str:
        """Where a level would be named, for who has none any more; "" for who waits for one."""
        if not self.has_left:
            return ""
        return f"{self.label}，级别已终止" if self.is_over else f"{self.label}，再入库按首次认定"

    @property
    def is_over(self) -> bool:
        """Whether nothing falls due for the person any more."""
        return self is PatientStatus.DEAD


_LABELS = {
    PatientStatus.COMMUNITY: "在社区",
    PatientStatus.HOSPITAL: "住院",
    PatientStatus.AWAY: "外出",
    PatientStatus.CUSTODY: "羁押",
    PatientStatus.LOST: "失访",
    PatientStatus.MOVED: "迁出",
    PatientStatus.DEAD: "死亡",
    PatientStatus.EXITED: "已出库",
}
GONE = frozenset({PatientStatus.DEAD, PatientStatus.MOVED, PatientStatus.EXITED})
"""Who has left: no level holds, and none is owed."""
_KEPT_ELSEWHERE = frozenset({PatientStatus.HOSPITAL, PatientStatus.CUSTODY})
_TEAM = frozenset({Role.VILLAGE_CADRE, Role.CLINIC_DOCTOR, Role.POLICE_OFFICER, Role.CIVIL_AFFAIRS})
SETTERS: Mapping[PatientStatus, frozenset[Role]] = {
    PatientStatus.COMMUNITY: _TEAM,
    PatientStatus.HOSPITAL: _TEAM - {Role.POLICE_OFFICER},
    PatientStatus.AWAY: _TEAM - {Role.POLICE_OFFICER},
    PatientStatus.CUSTODY: frozenset({Role.POLICE_OFFICER, Role.CIVIL_AFFAIRS}),
    PatientStatus.LOST: _TEAM,
    PatientStatus.MOVED: frozenset({Role.VILLAGE_CADRE, Role.CIVIL_AFFAIRS}),
    PatientStatus.DEAD: _TEAM,
    PatientStatus.EXITED: frozenset(),
}
"""Who may record a status [A]. Moving away is recorded as a move; leaving the list is determined, never recorded."""
CORRECTORS = frozenset({Role.CIVIL_AFFAIRS})
"""Who may take back a status that was recorded by mistake, a death too [A]."""


def may_record(role: Role, current: PatientStatus, status: PatientStatus) -> bool:
    """Whether this role may record the status for a person who is in `current`."""
    if role not in SETTERS[status] or status is current:
        return False
    if current is PatientStatus.DEAD:
        return False  # a death that was none is taken back (domain.status_correction)
    return current is not PatientStatus.EXITED or status is PatientStatus.DEAD


def check_change(
    current: PatientStatus,
    status: PatientStatus,
    *,
    role: Role,
    since: date,
    current_since: date,
    source: str,
    today: date,
    backdating_days: int,
) -> None:
    """Raises RuleBroken, at the field that mends it, where a status may not be recorded like this.

    `since`: the first day it holds, at most `backdating_days` ago [A], not before the status in force began.
    """
    if status is current:
        raise RuleBroken(f"患者的状态已经是{current.label}，请选择别的状态", "status")
    if not may_record(role, current, status):
        raise RuleBroken(_refusal(current, status), "status")
    if since > today:
        raise RuleBroken("开始日期不能晚于今天", "since")
    if since < current_since:
        raise RuleBroken(
            f"开始日期不能早于现在的状态：{current.label}从{day_in_words(current_since)}起", "since"
        )
    if since < today - timedelta(days=backdating_days):
        raise RuleBroken(f"只能补登{backdating_days}天以内的变化", "since")
    if not source.strip():
        raise RuleBroken("请写明怎么知道的，如家属电话、医院通知", "source")


def _refusal(current: PatientStatus, status: PatientStatus) -> str:
    if status is PatientStatus.EXITED:
        return "出库须经级别变更认定，请提出变更"
    if current is PatientStatus.EXITED:
        return "患者已出库，重新入库须经级别变更认定"
    if current is PatientStatus.DEAD:
        return "患者已登记去世，登记有误请由民生服务办更正"
    who = "、".join(role.label for role in Role if role in SETTERS[status])
    return f"{status.label}由{who}登记"
