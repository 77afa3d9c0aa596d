"""Visits (随访探视) as they were scored, and the drafts of forms being filled."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.db import Base
from mhapp.domain.risk_level import RiskLevel
from mhapp.models.types import UtcInstant, WithPublicId, one_of


class Visit(WithPublicId, Base):
    """One visit or attempt, append-only. A correction is a new row that names the old; the old is superseded."""

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint("manner IN ('home', 'phone', 'other')", name="manner_known"),
        CheckConstraint("control IN ('yes', 'no', 'unknown')", name="control_known"),
        CheckConstraint("is_attempt OR points IS NOT NULL", name="scored_unless_attempt"),
        one_of("shown_level", RiskLevel),
        one_of("suggested_level", RiskLevel),
        UniqueConstraint("number"),
        Index("ix_visit_patient_id_visit_date", "patient_id", "visit_date", "id"),
        Index(
            "uq_visit_corrects_id",
            "corrects_id",
            unique=True,
            sqlite_where=text("corrects_id IS NOT NULL"),
            postgresql_where=text("corrects_id IS NOT NULL"),
        ),
        Index(
            "uq_visit_moved_from_id",
            "moved_from_id",
            unique=True,
            sqlite_where=text("moved_from_id IS NOT NULL"),
            postgresql_where=text("moved_from_id IS NOT NULL"),
        ),
    )

    number: Mapped[str] = mapped_column(String(40))
    """The receipt number, gapless per village and year."""
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    """The village whose team visited."""
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    author_appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"))
    visit_date: Mapped[date] = mapped_column(Date)
    entered_at: Mapped[datetime] = mapped_column(UtcInstant)
    manner: Mapped[str] = mapped_column(String(6))
    seen: Mapped[list[str]] = mapped_column(JSON)
    """Codes of who was seen: patient, guardian, other, nobody."""
    came_along: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Codes of who came along (联合随访): doctor, police, civil_affairs, other."""
    control: Mapped[str] = mapped_column(String(8))
    """In the guardian's care (在控) yes, no (失控), unknown."""
    is_attempt: Mapped[bool] = mapped_column(Boolean, default=False)
    not_met_reason: Mapped[str | None] = mapped_column(String(300))
    answers: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    """{item code: [option codes]}"""
    other_words: Mapped[str | None] = mapped_column(String(500))
    edition_id: Mapped[int] = mapped_column(ForeignKey("score_sheet_edition.id"))
    rating_id: Mapped[int | None] = mapped_column(ForeignKey("danger_rating.id"))
    points: Mapped[Decimal | None] = mapped_column(Numeric(5, 1))
    shown_level: Mapped[str | None] = mapped_column(String(6))
    """The level of the answers as given; None for an attempt."""
    suggested_level: Mapped[str | None] = mapped_column(String(6))
    """初判; None for an attempt and where an incomplete score may not lower (R4)."""
    incomplete: Mapped[bool] = mapped_column(Boolean, default=False)
    in_force_level: Mapped[str | None] = mapped_column(String(6))
    """The determined level on that day, as the form was read against."""
    score_record: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """VisitScore.to_record(): rows, signs, reasons as scored; shown and printed, never rescored."""
    medicine_days: Mapped[int | None] = mapped_column(Integer)
    agreed: Mapped[str | None] = mapped_column(Text)
    notes: Mapped[str | None] = mapped_column(Text)
    next_visit_on: Mapped[date | None] = mapped_column(Date)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    correction_reason: Mapped[str | None] = mapped_column(String(300))
    moved_from_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    """The visit this one is a copy of, because it had been entered for the wrong person."""
    superseded_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class VisitDraft(Base):
    """A form being filled: one per author and person, read by nobody else, counted nowhere."""

    __tablename__ = "visit_draft"
    __table_args__ = (UniqueConstraint("account_id", "patient_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    once_key: Mapped[str] = mapped_column(String(26))
    fields: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    """The form's fields as typed: {name: [values]}."""
    started_at: Mapped[datetime] = mapped_column(UtcInstant)
    updated_at: Mapped[datetime] = mapped_column(UtcInstant)


class SuggestionAnswer(WithPublicId, Base):
    """Why a visit's suggestion is not proposed for now (暂不提出): a reason, by a named person (R11)."""

    __tablename__ = "suggestion_answer"

    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(UtcInstant)
