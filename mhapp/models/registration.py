"""The registration form (表6, 表7) kept section by section, and consent to community care (表5)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.crypto import Encrypted
from mhapp.db import Base
from mhapp.models.types import UtcInstant, WithPublicId


class RegistrationSection(WithPublicId, Base):
    """One section's answers as they stand now; what they were is kept field by field in `field_change`."""

    __tablename__ = "registration_section"
    __table_args__ = (UniqueConstraint("patient_id", "section"),)

    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    section: Mapped[str] = mapped_column(String(20))
    """A code of data/registration_form.toml."""
    answers: Mapped[str] = mapped_column(Encrypted("registration_section.answers"))
    """JSON: field code → answer, in the shape of domain.registration_form."""
    version: Mapped[int] = mapped_column(Integer)
    """Counted up with every change: whoever saves says which one they saw."""
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcInstant)


class Consent(WithPublicId, Base):
    """What the person or the guardian said to community care, one row each time they say something. Append-only."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("outcome IN ('agreed', 'refused', 'withdrawn')", name="outcome_known"),
        CheckConstraint("said_by IN ('patient', 'guardian')", name="said_by_known"),
        Index("ix_consent_patient_id", "patient_id", "id"),
    )

    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    outcome: Mapped[str] = mapped_column(String(10))
    said_on: Mapped[date] = mapped_column(Date)
    said_by: Mapped[str] = mapped_column(String(10))
    signer_name: Mapped[str | None] = mapped_column(String(40))
    remark: Mapped[str | None] = mapped_column(Encrypted("consent.remark"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    """The signed sheet, scanned."""
    text_edition_id: Mapped[int | None] = mapped_column(ForeignKey("policy_edition.id"))
    """The wording that was signed; None for what was said before wordings were editions."""
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcInstant)
