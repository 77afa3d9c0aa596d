"""Moves (迁移): where a person goes, who may ask, who answers, and what must be known for it (domain §8, §12).

To another village the giver answers for the person until the receiver has accepted; the management number stays.
Whoever lives in one place and is registered in another is listed in both (双列管).
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from mhapp.domain.roles import Role

LATEST_AHEAD = timedelta(days=90)
"""A move may be announced this long before it happens [A]."""
LONGEST_AGO = timedelta(days=365)
"""And entered this long after it happened [A]."""
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
    MoveState.ASKED: "等对方接收",
    MoveState.ACCEPTED: "已接收",
    MoveState.DECLINED: "对方不接收",
    MoveState.WITHDRAWN: "已撤回",
    MoveState.DONE: "已登记",
}
