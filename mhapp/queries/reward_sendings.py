"""Each time a roster of rewards left the house: to whom, on which day, by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.models import Account, RewardHalt, RewardPayment, RewardRoster, RewardRosterSending
from mhapp.queries.reward_halts import TAKEN_OFF


@dataclass(frozen=True)
class Sending:
    """A roster left the house. `taken_out`: as a workbook made with this act; else somebody says it was sent."""

    receiver: str
    sent_on: date
    taken_out: bool
    at: datetime
    who: str


def sendings_of(roster: RewardRoster) -> list[Sending]:
    """Each time a roster left the house, the first first."""
    found = db.session.execute(
        select(RewardRosterSending, Account.name)
        .join(Account, Account.id == RewardRosterSending.account_id)
        .where(RewardRosterSending.roster_id == roster.id)
        .order_by(RewardRosterSending.id)
    )
    return [Sending(one.receiver, one.sent_on, one.taken_out, one.at, who) for one, who in found]


def taken_off_after(roster: RewardRoster, sendings: Sequence[Sending]) -> int:
    """Payments a stop took off after the day the bank is said to have had the roster: what it has may hold them."""
    days = [one.sent_on for one in sendings if one.receiver == "bank" and not one.taken_out]
    if not days:
        return 0
    halted = db.session.scalars(
        select(RewardHalt.at)
        .join(RewardPayment, RewardPayment.id == RewardHalt.payment_id)
        .where(RewardPayment.roster_id == roster.id, RewardHalt.kind == TAKEN_OFF)
    )
    return sum(1 for at in halted if beijing_date(at) >= min(days))


def first_day(receiver: str) -> Any:
    """For a query with RewardRoster: since when a receiver has it, None while it has not."""
    return (
        select(func.min(RewardRosterSending.sent_on))
        .where(RewardRosterSending.roster_id == RewardRoster.id, RewardRosterSending.receiver == receiver)
        .scalar_subquery()
    )
