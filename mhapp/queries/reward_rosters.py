"""Rosters of a township's payments, and the lines that go to the bank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select

from mhapp import db
from mhapp.domain.reward import PayeeLine
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Patient, RewardAccount, RewardPayment, RewardRoster


@dataclass(frozen=True)
class RosterLine:
    """One roster in the list."""

    public_id: str
    number: str
    period: str
    made_at: datetime
    made_by: str
    people: int
    yuan: Decimal
    open: int


@dataclass(frozen=True)
class RosterPayment:
    """One payment of a roster, without the account."""

    public_id: str
    patient_id: str
    name: str
    amount: Decimal
    state: str
    result_on: date | None
    failure: str | None
    receipt_on: date | None


def rosters_of(viewer: Viewer) -> list[RosterLine]:
    """The rosters of the viewer's township, the newest first."""
    listed = RewardPayment.state == "listed"
    found = db.session.execute(
        select(
            RewardRoster, Account.name, func.count(RewardPayment.id).label("people"),
            func.sum(RewardPayment.amount).label("yuan"),
            func.count(RewardPayment.id).filter(listed).label("open"),
        )
        .join(Account, Account.id == RewardRoster.made_by_id)
        .join(RewardPayment, RewardPayment.roster_id == RewardRoster.id)
        .where(RewardRoster.unit_id == viewer.unit_id)
        .group_by(RewardRoster.id, Account.name)
        .order_by(RewardRoster.id.desc())
        .limit(50)
    )  # fmt: skip
    return [
        RosterLine(
            one.public_id, one.number, one.period, one.made_at, name, people, Decimal(yuan), still_open
        )
        for one, name, people, yuan, still_open in found
    ]


def payments_of(roster: RewardRoster) -> list[RosterPayment]:
    """The payments of a roster, by name."""
    found = db.session.execute(
        select(RewardPayment, Patient.public_id, Patient.name)
        .join(Patient, Patient.id == RewardPayment.patient_id)
        .where(RewardPayment.roster_id == roster.id)
        .order_by(Patient.name, RewardPayment.id)
    )
    return [
        RosterPayment(
            one.public_id, patient_id, name, one.amount, one.state, one.result_on, one.failure, one.receipt_on
        )
        for one, patient_id, name in found
    ]


def payees_of(roster: RewardRoster) -> list[PayeeLine]:
    """The lines for the bank: account and amount, and no word of whom they are for. Failed ones are left out."""
    found = db.session.execute(
        select(RewardPayment, RewardAccount)
        .join(
            RewardAccount,
            (RewardAccount.patient_id == RewardPayment.patient_id) & RewardAccount.until_at.is_(None),
        )
        .where(RewardPayment.roster_id == roster.id, RewardPayment.state != "failed")
        .order_by(RewardPayment.id)
    )
    return [
        PayeeLine(account.holder, account.bank, account.number, payment.amount, payment.public_id[:8].upper())
        for payment, account in found
    ]
