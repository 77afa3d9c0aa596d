"""Guardian responsibility letters (监护责任书) and reward agreements, and who printed which."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.crypto import Encrypted
from mhapp.db import Base
from mhapp.models.types import UtcInstant, WithPublicId


class Letter(WithPublicId, Base):
    """One issued letter. What it says is kept encrypted as a snapshot, with the edition of its text."""

    __tablename__ = "letter"
    __table_args__ = (
        CheckConstraint("kind IN ('responsibility', 'reward')", name="kind_known"),
        CheckConstraint("(signed_on IS NULL) = (signed_recorded_by_id IS NULL)", name="signature_recorded"),
        UniqueConstraint("unit_id", "number"),  # townships of two counties may share a name
        Index("ix_letter_patient_id", "patient_id", "id"),
        Index(
            "ix_letter_ledger", "kind", "ended_on", "signed_on", "term_until", "patient_id", "unit_id", "id"
        ),
    )

    number: Mapped[str] = mapped_column(String(40))
    """Like 石盘监护〔2026〕0031号, gapless per township and year."""
    kind: Mapped[str] = mapped_column(String(14), default="responsibility")
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardian.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    """The village."""
    text_edition_id: Mapped[int] = mapped_column(ForeignKey("policy_edition.id"))
    snapshot: Mapped[str] = mapped_column(Encrypted("letter.snapshot"))
    """JSON of everything the letter says."""
    check_code: Mapped[str] = mapped_column(String(8))
    term_from: Mapped[date] = mapped_column(Date)
    term_until: Mapped[date] = mapped_column(Date)
    issued_at: Mapped[datetime] = mapped_column(UtcInstant)
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    signed_on: Mapped[date | None] = mapped_column(Date)
    signed_recorded_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    signed_recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    signed_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    ended_on: Mapped[date | None] = mapped_column(Date)
    ended_reason: Mapped[str | None] = mapped_column(String(200))
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    renews_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"), index=True)
    """The signed letter this one goes on from."""


class LetterPrint(Base):
    """Who printed which letter, when, alone or in a run. Append-only."""

    __tablename__ = "letter_print"

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
