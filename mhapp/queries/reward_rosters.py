"""Rosters of a township's payments, and the lines that go to the bank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.reward import PayeeLine
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    Account,
    Letter,
    Patient,
    RewardAccount,
    RewardAssessment,
    RewardHalt,
    RewardPayment,
    RewardRoster,
    RewardStop,
)
from mhapp.queries.paging import Paged, read_page
from mhapp.queries.reward_halts import TAKEN_OFF, halt_words, held, taken_off
from mhapp.queries.reward_sendings import first_day
from mhapp.queries.reward_terms import terms_of_agreement

ROSTERS_ON_A_PAGE = 30


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
    off: int
    """Payments a stop took off it, counted in `people` and `yuan`."""
    to_bank: date | None
    """Since when the bank has it."""
    to_finance: date | None


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
    halt: str | None
    """Where a stop met it: `withdrawn`, `at_finance` or `at_bank`."""
    stop: str | None
    """Why, in words."""
    again: str | None
    """The roster it was listed on again, after it failed."""

    @property
    def halt_words(self) -> str:
        """What became of it, where a stop met it."""
        return halt_words(self.halt, self.state) if self.halt else ""


@dataclass(frozen=True)
class RosterSums:
    """A roster in sums: as it was made, what stops took off it, what who has it is to stop."""

    people: int
    yuan: Decimal
    off: int
    off_yuan: Decimal
    asked: int
    asked_yuan: Decimal
    payees: int
    """Payments its workbook would hold: neither failed nor met by a stop."""

    @property
    def left(self) -> int:
        """Payments that still stand on it."""
        return self.people - self.off

    @property
    def left_yuan(self) -> Decimal:
        """What they come to."""
        return self.yuan - self.off_yuan


def sums_of(payments: Sequence[RosterPayment]) -> RosterSums:
    """What the payments of one roster come to."""
    off = [one.amount for one in payments if one.halt == TAKEN_OFF]
    asked = [one.amount for one in payments if one.halt and one.state == "listed"]
    none = Decimal(0)
    return RosterSums(
        len(payments), sum((one.amount for one in payments), none), len(off), sum(off, none), len(asked),
        sum(asked, none), sum(1 for one in payments if one.state != "failed" and not one.halt),
    )  # fmt: skip


def rosters_of(viewer: Viewer, *, page: int) -> Paged[RosterLine]:
    """The rosters of the viewer's township, the newest first."""
    listed = RewardPayment.state == "listed"
    query = (
        select(
            RewardRoster, Account.name, func.count(RewardPayment.id).label("people"),
            func.sum(RewardPayment.amount).label("yuan"),
            func.count(RewardPayment.id).filter(listed).label("open"),
            func.count(RewardPayment.id).filter(taken_off()).label("off"),
            first_day("bank"), first_day("finance"),
        )
        .join(Account, Account.id == RewardRoster.made_by_id)
        .join(RewardPayment, RewardPayment.roster_id == RewardRoster.id)
        .outerjoin(RewardHalt, RewardHalt.payment_id == RewardPayment.id)
        .where(RewardRoster.unit_id == viewer.unit_id)
        .group_by(RewardRoster.id, Account.name)
        .order_by(RewardRoster.id.desc())
    )  # fmt: skip
    return read_page(query, page=page, size=ROSTERS_ON_A_PAGE).each(_line)


def _line(found: Any) -> RosterLine:
    one, name, people, yuan, still_open, off, to_bank, to_finance = found
    return RosterLine(
        one.public_id, one.number, one.period, one.made_at, name, people, Decimal(yuan), still_open, off, to_bank,
        to_finance,
    )  # fmt: skip


def payments_of(roster: RewardRoster) -> list[RosterPayment]:
    """The payments of a roster, by name."""
    found = db.session.execute(
        select(
            RewardPayment,
            Patient.public_id,
            Patient.name,
            held().label("held"),
            RewardStop.reason,
            Letter,
            _listed_again().label("again"),
        )
        .join(Patient, Patient.id == RewardPayment.patient_id)
        .join(RewardAssessment, RewardAssessment.id == RewardPayment.assessment_id)
        .join(Letter, Letter.id == RewardAssessment.letter_id)
        .outerjoin(RewardHalt, RewardHalt.payment_id == RewardPayment.id)
        .outerjoin(RewardStop, RewardStop.id == RewardHalt.stop_id)
        .where(RewardPayment.roster_id == roster.id)
        .order_by(Patient.name, RewardPayment.id)
    )
    return [
        RosterPayment(
            one.public_id,
            patient_id,
            name,
            one.amount,
            one.state,
            one.result_on,
            one.failure,
            one.receipt_on,
            halt,
            terms_of_agreement(letter).stop(reason).label if halt else None,
            again,
        )
        for one, patient_id, name, halt, reason, letter, again in found
    ]


def _listed_again() -> Any:
    later, other = aliased(RewardPayment), aliased(RewardRoster)
    return (
        select(other.number)
        .join(later, later.roster_id == other.id)
        .where(later.assessment_id == RewardPayment.assessment_id, later.id > RewardPayment.id)
        .order_by(later.id)
        .limit(1)
        .correlate(RewardPayment)
        .scalar_subquery()
    )


def payees_of(roster: RewardRoster) -> list[PayeeLine]:
    """The lines for the bank: account and amount, and no word of whom they are for.

    Left out are those that failed, and those a stop met.
    """
    found = db.session.execute(
        select(RewardPayment, RewardAccount)
        .join(
            RewardAccount,
            (RewardAccount.patient_id == RewardPayment.patient_id) & RewardAccount.until_at.is_(None),
        )
        .where(
            RewardPayment.roster_id == roster.id,
            RewardPayment.state != "failed",
            ~exists().where(RewardHalt.payment_id == RewardPayment.id),
        )
        .order_by(RewardPayment.id)
    )
    return [
        PayeeLine(account.holder, account.bank, account.number, payment.amount, payment.public_id[:8].upper())
        for payment, account in found
    ]
