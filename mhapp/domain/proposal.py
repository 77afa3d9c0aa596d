"""The legal moves of a proposal (级别变更) and who may make them (R7, R8).

propose → audit → determine; each step agrees, returns or refuses. Filing is a due of its own and no move here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_route import Route
from mhapp.domain.roles import Role


class ProposalStatus(StrEnum):
    """Where a proposal stands. The last three are closed."""

    AUDIT = "audit"
    DETERMINE = "determine"
    RETURNED = "returned"
    DETERMINED = "determined"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The words on screen and paper."""
        return _STATUS_LABELS[self]

    @property
    def is_open(self) -> bool:
        """Whether it still stands between the person and another proposal."""
        return self in {ProposalStatus.AUDIT, ProposalStatus.DETERMINE, ProposalStatus.RETURNED}


_STATUS_LABELS = {
    ProposalStatus.AUDIT: "等待初审",
    ProposalStatus.DETERMINE: "等待认定",
    ProposalStatus.RETURNED: "已退回补充",
    ProposalStatus.DETERMINED: "已认定",
    ProposalStatus.REFUSED: "未同意",
    ProposalStatus.WITHDRAWN: "已撤回",
}


class Action(StrEnum):
    """What somebody does to an open proposal."""

    AGREE = "agree"
    RETURN = "return"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    RESUBMIT = "resubmit"

    @property
    def label(self) -> str:
        """The words on screen and paper."""
        return _ACTION_LABELS[self]


_ACTION_LABELS = {
    Action.AGREE: "同意",
    Action.RETURN: "退回补充",
    Action.REFUSE: "不同意变更",
    Action.WITHDRAW: "撤回",
    Action.RESUBMIT: "补充后重新提出",
}
_MOVES = {
    (ProposalStatus.AUDIT, Action.AGREE): ProposalStatus.DETERMINE,
    (ProposalStatus.AUDIT, Action.RETURN): ProposalStatus.RETURNED,
    (ProposalStatus.AUDIT, Action.REFUSE): ProposalStatus.REFUSED,
    (ProposalStatus.AUDIT, Action.WITHDRAW): ProposalStatus.WITHDRAWN,
    (ProposalStatus.DETERMINE, Action.AGREE): ProposalStatus.DETERMINED,
    (ProposalStatus.DETERMINE, Action.RETURN): ProposalStatus.RETURNED,
    (ProposalStatus.DETERMINE, Action.REFUSE): ProposalStatus.REFUSED,
    (ProposalStatus.DETERMINE, Action.WITHDRAW): ProposalStatus.WITHDRAWN,
    (ProposalStatus.RETURNED, Action.WITHDRAW): ProposalStatus.WITHDRAWN,
}


class StepTaken(RuleBroken):
    """Somebody acts on a step that is no longer the open one: another was faster, or the page is old."""


@dataclass(frozen=True)
class Standing:
    """An open or closed proposal as the rules see it.

    `proposers`: the accounts that proposed or resubmitted it, in order; the last answers for the present round.
    `stepped`: the accounts that took a step in the present round.
    """

    status: ProposalStatus
    proposers: Sequence[int]
    stepped: Sequence[int] = field(default=())

    @property
    def proposer(self) -> int:
        """The account that answers for the present round."""
        return self.proposers[-1]


def first_status(route: Route) -> ProposalStatus:
    """Where a proposal, or a new round of it, begins on this route."""
    return ProposalStatus.AUDIT if route.row.audit else ProposalStatus.DETERMINE


def next_status(status: ProposalStatus, action: Action, route: Route) -> ProposalStatus:
    """Where a move leads. Raises RuleBroken for every move the table does not hold."""
    if (status, action) == (ProposalStatus.RETURNED, Action.RESUBMIT):
        return first_status(route)
    try:
        return _MOVES[status, action]
    except KeyError:
        raise RuleBroken(f"这件级别变更{status.label}，不能再{action.label}") from None


def office_of(status: ProposalStatus, route: Route) -> Role | None:
    """Whose turn it is: the office of the open step, None where the proposal waits for its proposer or is closed."""
    if status is ProposalStatus.AUDIT:
        return route.row.audit
    return route.row.determine if status is ProposalStatus.DETERMINE else None


def may_step(standing: Standing, account: int) -> bool:
    """R7: nobody takes two steps in a round, nor one on their own proposal, whatever posts they hold."""
    return account not in standing.proposers and account not in standing.stepped


def refuse_second_step(standing: Standing, account: int) -> None:
    """Raises RuleBroken where `may_step` says no, in words that name the reason."""
    if account in standing.proposers:
        raise RuleBroken("这件是您提出的，请由其他人审核")
    if account in standing.stepped:
        raise RuleBroken("这一轮您已经办过一步，请由其他人办理下一步")


def refuse_withdrawal(standing: Standing, account: int) -> None:
    """Raises RuleBroken unless the proposer withdraws before the first other step, or after a return (R8)."""
    if account != standing.proposer:
        raise RuleBroken("只有提出人可以撤回")
    if standing.stepped and standing.status is not ProposalStatus.RETURNED:
        raise RuleBroken("已有单位审核，不能再撤回；如情况有变，请写补充意见")


def refuse_resubmission(
    standing: Standing, account: int, *, proposer_left: bool, takeover_from: date, today: date
) -> None:
    """Raises RuleBroken where somebody else resubmits too early (R8).

    `takeover_from`: the last of the three working days the proposer has after the return.
    """
    if account == standing.proposer or proposer_left or today > takeover_from:
        return
    raise RuleBroken(f"请由提出人补充；{takeover_from.month}月{takeover_from.day}日后其他成员也可以补充")
