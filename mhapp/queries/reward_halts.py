"""Where a payment is that a stop met: taken off its roster, or with who has the roster today."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, exists, select

from mhapp import db
from mhapp.models import RewardHalt, RewardPayment, RewardRosterSending

TAKEN_OFF, AT_FINANCE, AT_BANK = "withdrawn", "at_finance", "at_bank"


def taken_off(payment: Any = RewardPayment, halt: Any = RewardHalt) -> ColumnElement[bool]:
    """Whether a stop took a payment off its roster and the bank never had it.

    One that was handed back, since the bank had the roster on that day after all, is listed again until its answer is
    recorded; and an answer has words.
    """
    untouched: ColumnElement[bool] = (payment.state == "failed") & payment.failure.is_(None)
    return (halt.kind == TAKEN_OFF) & untouched


def held() -> Any:
    """For a query with RewardPayment and an outer join of RewardHalt: one of the three, None where no stop met it.

    What was asked of finance is asked of the bank once the roster has gone there, and so is what was handed back.
    """
    sent = exists().where(
        RewardRosterSending.roster_id == RewardPayment.roster_id, RewardRosterSending.receiver == "bank"
    )
    passed_on = (RewardHalt.kind == AT_FINANCE) & sent.correlate(RewardPayment)
    handed_back = (RewardHalt.kind == TAKEN_OFF) & ~taken_off()
    return case((passed_on, AT_BANK), (handed_back, AT_BANK), else_=RewardHalt.kind)


def held_at(payment: RewardPayment) -> str | None:
    """Where a stop met this payment, as `held`."""
    query = (
        select(held())
        .select_from(RewardPayment)
        .outerjoin(RewardHalt, RewardHalt.payment_id == RewardPayment.id)
    )
    found: str | None = db.session.scalar(query.where(RewardPayment.id == payment.id))
    return found


def halt_words(held: str, state: str) -> str:
    """What became of a payment a stop met, in words."""
    who = "财政" if held == AT_FINANCE else "银行"
    if held == TAKEN_OFF:
        return "停发，已从名册撤下"
    return {
        "listed": f"已停发，请{who}停付",
        "paid": f"停付以前{who}已经付出",
        "failed": f"{who}已停付",
    }[state]
