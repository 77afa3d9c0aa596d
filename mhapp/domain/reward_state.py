"""Where the reward of one agreement stands in one period, read from its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class RewardState(StrEnum):
    """The state of one period of one agreement."""

    RUNNING = "running"
    TO_ASSESS = "to_assess"
    TO_CONFIRM = "to_confirm"
    TO_PAY = "to_pay"
    NOTHING = "nothing"
    LISTED = "listed"
    AT_FINANCE = "at_finance"
    AT_BANK = "at_bank"
    FAILED = "failed"
    PAID = "paid"
    RECEIPTED = "receipted"
    STOPPED = "stopped"

    @property
    def label(self) -> str:
        """The words on screen."""
        return _LABELS[self]


_LABELS = {
    RewardState.RUNNING: "本期还没结束",
    RewardState.TO_ASSESS: "待考核",
    RewardState.TO_CONFIRM: "待确认金额",
    RewardState.TO_PAY: "待发放",
    RewardState.NOTHING: "确认为不发放",
    RewardState.LISTED: "已列入名册",
    RewardState.AT_FINANCE: "已停发，名册已报财政，请财政停付",
    RewardState.AT_BANK: "已停发，名册已送银行，请银行停付",
    RewardState.FAILED: "发放失败",
    RewardState.PAID: "已发放，待领款签字",
    RewardState.RECEIPTED: "已发放，已签字",
    RewardState.STOPPED: "已停发",
}
_PAYMENTS = {"listed": RewardState.LISTED, "paid": RewardState.PAID, "failed": RewardState.FAILED}


@dataclass(frozen=True)
class RewardRecord:
    """What the rows say. `over`: the period or the agreement in it has ended; `payment`: state of the latest one
    that was not taken off its roster; `held`: where a stop met that one, with finance or the bank."""

    over: bool
    stopped_on: date | None = None
    forfeits: bool = False
    assessed: bool = False
    amount: Decimal | None = None
    payment: str | None = None
    held: str | None = None
    receipt: bool = False


def reward_state_of(record: RewardRecord, period_from: date) -> RewardState:
    """The state. Money already paid stays paid; what a stop forfeits is not paid any more."""
    if record.payment == "listed" and record.held:
        return RewardState(record.held)
    if record.payment in ("paid", "listed"):
        return RewardState.RECEIPTED if record.receipt else _PAYMENTS[record.payment]
    if record.stopped_on is not None and (record.forfeits or record.stopped_on <= period_from):
        return RewardState.STOPPED
    if record.payment == "failed":
        return RewardState.FAILED
    if record.assessed:
        return _to_pay(record.amount)
    return RewardState.TO_ASSESS if record.over or record.stopped_on is not None else RewardState.RUNNING


def _to_pay(amount: Decimal | None) -> RewardState:
    if amount is None:
        return RewardState.TO_CONFIRM
    return RewardState.TO_PAY if amount else RewardState.NOTHING
