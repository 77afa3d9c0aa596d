"""A roster of rewards leaves the house: taken out as a workbook for the bank or for finance, or said to have been sent.

From then on whoever has it is asked to stop a payment; it is not taken off in silence.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.errors import RuleBroken
from mhapp.domain.viewer import Viewer
from mhapp.models import RewardRoster, RewardRosterSending
from mhapp.services import audit_chain


def record_taking_out(roster: RewardRoster, receiver: str, *, by: Viewer, at: datetime) -> None:
    """The workbook was made for the bank or for finance: from now on a payment is stopped there, not on the roster."""
    _record_sending(roster, receiver, on=beijing_date(at), taken_out=True, by=by, at=at)


def record_sent_to_bank(roster: RewardRoster, *, on: date, by: Viewer, at: datetime) -> None:
    """The roster is said to have gone to the bank, by who and on which day: as finance pays, or by hand.

    Raises RuleBroken where it is known already, and at a day before the roster or after today.
    """
    to_bank = (RewardRosterSending.roster_id == roster.id, RewardRosterSending.receiver == "bank")
    if db.session.scalar(select(RewardRosterSending.id).where(*to_bank).limit(1)) is not None:
        raise RuleBroken("这份名册已经登记送银行，不用再登记")
    if not beijing_date(roster.made_at) <= on <= beijing_date(at):
        raise RuleBroken("日期请填写名册编制之后、今天或者以前的日期", "sent_on")
    _record_sending(roster, "bank", on=on, taken_out=False, by=by, at=at)
    audit_chain.record("reward:sent", at=at, by=by, kind="reward_roster", subject=roster.public_id)


def _record_sending(
    roster: RewardRoster, receiver: str, *, on: date, taken_out: bool, by: Viewer, at: datetime
) -> None:
    db.session.add(
        RewardRosterSending(
            roster_id=roster.id,
            receiver=receiver,
            sent_on=on,
            taken_out=taken_out,
            at=at,
            account_id=by.account_id,
        )
    )
    db.session.flush()
