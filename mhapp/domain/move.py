"""Moves (迁移): where a person goes, who may ask, who answers, and what must be known for it (domain §8, §12).

To another village the giver answers for the person until the receiver has accepted; the management number stays.
Whoever lives in one place and is registered in another is listed in both (双列管).
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from mhapp.domain.dated import day_in_words
from mhapp.domain.errors import RuleBroken
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.roles import Role

LATEST_AHEAD = timedelta(days=90)
"""A move may be announced this long before it happens [A]."""
LONGEST_AGO = timedelta(days=180)
"""And entered this long after it happened, like any change of status [A]."""
SHORTEST_WORDS = 5
"""Characters of a reason, or of why a person is not taken over."""
GIVERS = frozenset({Role.VILLAGE_CADRE, Role.CIVIL_AFFAIRS})
"""Who asks for a move: the village the person lives in, or its civil affairs."""


class MoveKind(StrEnum):
    """Where the person goes."""

    VILLAGE = "village"
    """To another village of the county."""
    OUT = "out"
    """Out of the county or province."""
    IN = "in"
    """In from elsewhere."""

    @property
    def label(self) -> str:
        """The words on screen and paper."""
        return _KINDS[self]


class MoveState(StrEnum):
    """How far a move is. Only `asked` is open."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    DONE = "done"
    """Across the county's border: nobody here answers it, the counterpart's receipt is recorded."""

    @property
    def label(self) -> str:
        """The words on screen."""
        return _STATES[self]


_KINDS = {MoveKind.VILLAGE: "迁往本区县其他村社区", MoveKind.OUT: "迁出本区县", MoveKind.IN: "从外地迁入"}
_STATES = {
    MoveState.ASKED: "等接收",
    MoveState.ACCEPTED: "已接收",
    MoveState.DECLINED: "对方不接收",
    MoveState.WITHDRAWN: "已撤回",
    MoveState.DONE: "已登记",
}


def check_move(kind: MoveKind, status: PatientStatus, *, moves_on: date, reason: str, today: date) -> None:
    """Raises RuleBroken, at its field, for a day nobody means, a missing reason, and for who moves no more."""
    if status is PatientStatus.DEAD:
        raise RuleBroken("患者已登记去世，不用登记迁移")
    if status is PatientStatus.MOVED and kind is MoveKind.VILLAGE:
        raise RuleBroken("患者已登记迁出本区县，回来了的请先登记从外地迁来")
    if moves_on < today - LONGEST_AGO:
        raise RuleBroken("只能登记180天以内的迁移", "moves_on")
    if kind is MoveKind.VILLAGE and moves_on > today + LATEST_AHEAD:
        raise RuleBroken(f"最多提前{LATEST_AHEAD.days}天登记", "moves_on")
    if kind is not MoveKind.VILLAGE and moves_on > today:
        raise RuleBroken("迁移日期不能晚于今天", "moves_on")
    if len(reason.strip()) < SHORTEST_WORDS:
        raise RuleBroken(f"请写明为什么迁移，至少{SHORTEST_WORDS}个字", "reason")


def may_answer(role: Role, unit_path: str, *, to_path: str) -> bool:
    """Whether this office takes a person over: the receiving village, who owes it, or its civil affairs [A]."""
    if role is Role.CIVIL_AFFAIRS:
        return unit_path == to_path.rpartition(".")[0]
    return role is Role.VILLAGE_CADRE and unit_path == to_path


def check_answer(
    *, accepted: bool, words: str, moves_on: date, today: date, asked_by: int, account_id: int
) -> None:
    """Raises RuleBroken where a person may not be taken over, or declined, like this."""
    if account_id == asked_by:
        raise RuleBroken("您提出的迁移要由接收方的另一位同志办理")
    if accepted and moves_on > today:
        raise RuleBroken(f"患者{day_in_words(moves_on)}才迁来，请到那天再接收")
    if not accepted and len(words.strip()) < SHORTEST_WORDS:
        raise RuleBroken(f"请写明为什么不接收，至少{SHORTEST_WORDS}个字", "words")
