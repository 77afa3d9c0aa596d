"""Objections (异议) lodged for a patient or guardian, and their answers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.crypto import Encrypted
from mhapp.db import Base
from mhapp.domain.objection import About, LodgedFor, Outcome
from mhapp.models.types import UtcInstant, WithPublicId, one_of


class Objection(WithPublicId, Base):
    """One objection: to which record, whose words, who answers by when, and the answer."""

    __tablename__ = "objection"
    __table_args__ = (
        one_of("about", About),
        one_of("lodged_for", LodgedFor),
        one_of("outcome", Outcome),
        CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name="outcome_with_answer"),
        UniqueConstraint("number"),
        Index("ix_objection_patient_id", "patient_id", "id"),
    )

    number: Mapped[str] = mapped_column(String(40))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    about: Mapped[str] = mapped_column(String(20))
    """domain.objection.About, which is the table of the record."""
    record_id: Mapped[int] = mapped_column(Integer)
    record_words: Mapped[str] = mapped_column(String(100))
    """The record as it was named to who objected."""
    lodged_for: Mapped[str] = mapped_column(String(10))
    lodger_name: Mapped[str | None] = mapped_column(String(40))
    """The guardian's name where the guardian objects."""
    lodged_on: Mapped[date] = mapped_column(Date)
    words: Mapped[str] = mapped_column(Encrypted("objection.words"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_role: Mapped[str] = mapped_column(String(20))
    entered_at: Mapped[datetime] = mapped_column(UtcInstant)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    """The unit that answers."""
    answering_role: Mapped[str] = mapped_column(String(20))
    due_on: Mapped[date] = mapped_column(Date)
    outcome: Mapped[str | None] = mapped_column(String(10))
    answer: Mapped[str | None] = mapped_column(Encrypted("objection.answer"))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcInstant)
