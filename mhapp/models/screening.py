"""Screening rounds (排查), house by house, and the village's monthly report (零报告)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.crypto import Encrypted
from mhapp.db import Base
from mhapp.domain.screening import HouseholdOutcome
from mhapp.models.types import UtcInstant, WithPublicId, one_of


class ScreeningRound(WithPublicId, Base):
    """A village's quarter or a township's half-year. Opened by saying how many households and people there are."""

    __tablename__ = "screening_round"
    __table_args__ = (
        UniqueConstraint("unit_id", "starts_on"),
        CheckConstraint("span IN ('quarter', 'half_year')", name="span_known"),
        CheckConstraint(
            "(opened_at IS NULL) = (households IS NULL) AND (opened_at IS NULL) = (persons IS NULL)",
            name="opened_with_numbers",
        ),
        CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="closed_after_opened"),
        CheckConstraint("households > 0 AND persons > 0", name="numbers_above_nothing"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    span: Mapped[str] = mapped_column(String(9))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    area: Mapped[str | None] = mapped_column(String(200))
    households: Mapped[int | None] = mapped_column(Integer)
    persons: Mapped[int | None] = mapped_column(Integer)
    opened_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    closed_households: Mapped[int | None] = mapped_column(Integer)
    """Coverage as it was when the round was closed: households asked at, people seen."""
    closed_seen: Mapped[int | None] = mapped_column(Integer)
    remark: Mapped[str | None] = mapped_column(Encrypted("screening_round.remark"))
    """Why not everybody was seen."""


class HouseholdEntry(WithPublicId, Base):
    """One household of a round, as it was found; corrected by a newer row, the old one stays."""

    __tablename__ = "household_entry"
    __table_args__ = (
        one_of("outcome", HouseholdOutcome),
        CheckConstraint("persons > 0 AND seen >= 0 AND seen <= persons", name="seen_among_persons"),
        CheckConstraint("(outcome = 'nobody') = (seen = 0)", name="nobody_seen"),
        Index("ix_household_entry_round_id", "round_id", "id"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("screening_round.id"))
    label: Mapped[str] = mapped_column(Encrypted("household_entry.label"))
    persons: Mapped[int] = mapped_column(Integer)
    seen: Mapped[int] = mapped_column(Integer)
    outcome: Mapped[str] = mapped_column(String(8))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcInstant)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("household_entry.id"), unique=True)


class VillageReport(WithPublicId, Base):
    """A village's report of one month, also when there is nothing to report. Empty until it is sent."""

    __tablename__ = "village_report"
    __table_args__ = (
        UniqueConstraint("unit_id", "month"),
        CheckConstraint("(sent_at IS NULL) = (leads IS NULL)", name="sent_with_number"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    month: Mapped[date] = mapped_column(Date)
    """Its first day."""
    leads: Mapped[int | None] = mapped_column(Integer)
    """How many leads the village reported that month, counted when it was sent."""
    remark: Mapped[str | None] = mapped_column(Encrypted("village_report.remark"))
    sent_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
