"""Where the first follow-up record (表8) of a person stands, while it is not kept here."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.crypto import Encrypted
from mhapp.db import Base
from mhapp.models.types import UtcInstant, WithPublicId

STANDS = text("withdrawn_at IS NULL")


class NationalFollowUp(WithPublicId, Base):
    """Somebody says that the first 表8 stands in the national system; taken back with a reason where it does not."""

    __tablename__ = "national_follow_up"
    __table_args__ = (
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_with_reason"),
        Index(
            "uq_national_follow_up_stands",
            "patient_id",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
    )

    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    first_on: Mapped[date] = mapped_column(Date)
    """The day of that follow-up, as the system says."""
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_role: Mapped[str] = mapped_column(String(20))
    recorded_at: Mapped[datetime] = mapped_column(UtcInstant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_reason: Mapped[str | None] = mapped_column(Encrypted("national_follow_up.withdrawn_reason"))
