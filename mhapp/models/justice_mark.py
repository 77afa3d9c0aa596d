"""Who was marked for the justice office (司法所), why, by whom, and when that ended."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.crypto import Encrypted
from mhapp.db import Base
from mhapp.models.types import UtcInstant, WithPublicId

_OPEN = text("ended_at IS NULL")


class JusticeMark(WithPublicId, Base):
    """One mark. While one is open the person is marked (`Patient.marked_for_justice` repeats it)."""

    __tablename__ = "justice_mark"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_on IS NULL)", name="ended_with_day"),
        CheckConstraint("ended_on IS NULL OR ended_on >= marked_on", name="dates_in_order"),
        Index(
            "uq_justice_mark_open",
            "patient_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_justice_mark_patient_id", "patient_id", "id"),
    )

    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    ground: Mapped[str] = mapped_column(String(20))
    """A code of mhapp/data/justice_grounds.toml."""
    reason: Mapped[str] = mapped_column(Encrypted("justice_mark.reason"))
    marked_on: Mapped[date] = mapped_column(Date)
    """Since when the ground is there, as it was said."""
    marked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    marked_role: Mapped[str] = mapped_column(String(20))
    marked_at: Mapped[datetime] = mapped_column(UtcInstant)
    ended_on: Mapped[date | None] = mapped_column(Date)
    end_reason: Mapped[str | None] = mapped_column(Encrypted("justice_mark.end_reason"))
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_role: Mapped[str | None] = mapped_column(String(20))
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
