"""Each time a roster of rewards left the house: to whom, on which day, by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from mhapp import db
from mhapp.models import Account, RewardRoster, RewardRosterSending


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


def first_day(receiver: str) -> Any:
    """For a query with RewardRoster: since when a receiver has it, None while it has not."""
    return (
        select(func.min(RewardRosterSending.sent_on))
        .where(RewardRosterSending.roster_id == RewardRoster.id, RewardRosterSending.receiver == receiver)
        .scalar_subquery()
    )
