"""以奖代补: what was judged for a period, what was paid, when it stopped, and the account it goes to."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.crypto import Encrypted
from mhapp.db import Base
from mhapp.models.types import UtcInstant, WithPublicId

_STANDS = text("withdrawn_at IS NULL")
_NOT_FAILED = text("state <> 'failed'")
_CURRENT = text("until_at IS NULL")


class RewardPeriod(WithPublicId, Base):
    """A period of an agreement that is over and owes its assessment and payment: what its due stands for.
    Append-only."""

    __tablename__ = "reward_period"
    __table_args__ = (UniqueConstraint("letter_id", "period"),)

    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"))
    period: Mapped[str] = mapped_column(String(8))
    opened_at: Mapped[datetime] = mapped_column(UtcInstant)


class RewardAssessment(WithPublicId, Base):
    """One period of one agreement, judged by a named person; the amount is confirmed by a named person."""

    __tablename__ = "reward_assessment"
    __table_args__ = (
        CheckConstraint("(amount IS NULL) = (confirmed_by_id IS NULL)", name="amount_confirmed"),
        CheckConstraint("proposed >= 0 AND (amount IS NULL OR amount >= 0)", name="amounts_not_negative"),
        Index(
            "uq_reward_assessment_period", "letter_id", "period", unique=True,
            sqlite_where=_STANDS, postgresql_where=_STANDS,
        ),
        Index("ix_reward_assessment_unit_period", "unit_id", "period"),
    )  # fmt: skip

    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    """The township that pays."""
    period: Mapped[str] = mapped_column(String(8))
    """Like 2026-1: year and the number of the period in it."""
    from_date: Mapped[date] = mapped_column(Date)
    until_date: Mapped[date] = mapped_column(Date)
    edition: Mapped[str] = mapped_column(String(20))
    """The edition of the county's terms it was reckoned by."""
    whole: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    """Yuan for a whole period."""
    days: Mapped[int] = mapped_column(Integer)
    """Days that count."""
    days_in_period: Mapped[int] = mapped_column(Integer)
    evidence: Mapped[str] = mapped_column(Encrypted("reward_assessment.evidence"))
    """JSON: what was shown to the person who judged."""
    judgements: Mapped[str] = mapped_column(Encrypted("reward_assessment.judgements"))
    """JSON: condition → [judgement, words]."""
    proposed: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    assessed_at: Mapped[datetime] = mapped_column(UtcInstant)
    assessed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    amount: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    amount_reason: Mapped[str | None] = mapped_column(Encrypted("reward_assessment.amount_reason"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    version: Mapped[int] = mapped_column(Integer, default=1)
    __mapper_args__ = {"version_id_col": version}


class RewardStop(WithPublicId, Base):
    """The reward of an agreement stopped for good, for one reason; others may be found after it. Append-only.

    Which of several counts is read from them all (domain.reward_stops).
    """

    __tablename__ = "reward_stop"
    __table_args__ = (
        UniqueConstraint("letter_id", "reason", "stopped_on"),
        CheckConstraint(
            "reason IN ('confinement', 'abuse', 'death', 'exit', 'moved', 'guardian_changed', 'other')",
            name="reason_known",
        ),
    )

    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"))
    reason: Mapped[str] = mapped_column(String(20))
    words: Mapped[str | None] = mapped_column(Encrypted("reward_stop.words"))
    stopped_on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class RewardAccount(WithPublicId, Base):
    """Where the money goes. Read by civil affairs who pay, and by nobody else (domain §12)."""

    __tablename__ = "reward_account"
    __table_args__ = (
        Index(
            "uq_reward_account_current", "patient_id", unique=True,
            sqlite_where=_CURRENT, postgresql_where=_CURRENT,
        ),
    )  # fmt: skip

    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    holder: Mapped[str] = mapped_column(Encrypted("reward_account.holder"))
    bank: Mapped[str] = mapped_column(Encrypted("reward_account.bank"))
    number: Mapped[str] = mapped_column(Encrypted("reward_account.number"))
    from_at: Mapped[datetime] = mapped_column(UtcInstant)
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    until_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class RewardRoster(WithPublicId, Base):
    """A list of payments of one township and period, as it goes to the bank (发放名册)."""

    __tablename__ = "reward_roster"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    period: Mapped[str] = mapped_column(String(8))
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class RewardPayment(WithPublicId, Base):
    """One payment on a roster: listed, then paid or failed; a failed one is listed again on another roster."""

    __tablename__ = "reward_payment"
    __table_args__ = (
        CheckConstraint("state IN ('listed', 'paid', 'failed')", name="state_known"),
        CheckConstraint("(state = 'listed') = (result_on IS NULL)", name="result_with_day"),
        Index(
            "uq_reward_payment_standing", "assessment_id", unique=True,
            sqlite_where=_NOT_FAILED, postgresql_where=_NOT_FAILED,
        ),
    )  # fmt: skip

    roster_id: Mapped[int] = mapped_column(ForeignKey("reward_roster.id"), index=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("reward_assessment.id"), index=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    amount: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    state: Mapped[str] = mapped_column(String(6), default="listed")
    result_on: Mapped[date | None] = mapped_column(Date)
    failure: Mapped[str | None] = mapped_column(Encrypted("reward_payment.failure"))
    result_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    result_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    receipt_on: Mapped[date | None] = mapped_column(Date)
    receipt_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    receipt_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(Integer, default=1)
    __mapper_args__ = {"version_id_col": version}


class RewardRosterSending(WithPublicId, Base):
    """A roster left the house, to the bank or to finance: its workbook was taken out for that, or somebody says it
    was sent. Append-only."""

    __tablename__ = "reward_roster_sending"
    __table_args__ = (CheckConstraint("receiver IN ('bank', 'finance')", name="receiver_known"),)

    roster_id: Mapped[int] = mapped_column(ForeignKey("reward_roster.id"), index=True)
    receiver: Mapped[str] = mapped_column(String(7))
    sent_on: Mapped[date] = mapped_column(Date)
    taken_out: Mapped[bool] = mapped_column(Boolean)
    """Whether its workbook was made with this act: then what had been stopped before is not in it."""
    at: Mapped[datetime] = mapped_column(UtcInstant)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class RewardHalt(WithPublicId, Base):
    """A stop met a payment on its way: taken off the roster, or, once the roster is out, to be stopped by who has it.

    Append-only; the payment's own row says what became of it in the end.
    """

    __tablename__ = "reward_halt"
    __table_args__ = (CheckConstraint("kind IN ('withdrawn', 'at_finance', 'at_bank')", name="kind_known"),)

    payment_id: Mapped[int] = mapped_column(ForeignKey("reward_payment.id"), unique=True)
    stop_id: Mapped[int] = mapped_column(ForeignKey("reward_stop.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcInstant)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
