"""Pages of a person's file: scans and photos in their parts. A wrong one is withdrawn with a reason, never erased."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.crypto import Encrypted
from mhapp.db import Base
from mhapp.domain.file_page import PageKind
from mhapp.models.types import UtcInstant, WithPublicId, one_of


class FilePage(WithPublicId, Base):
    """One page: its picture, where it hangs, who put it there."""

    __tablename__ = "file_page"
    __table_args__ = (
        CheckConstraint("part BETWEEN 1 AND 8", name="part_known"),
        one_of("kind", PageKind),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_with_reason"),
        Index("ix_file_page_patient_id_part", "patient_id", "part", "position"),
    )

    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    part: Mapped[int] = mapped_column(Integer)
    """domain.file_page.Part."""
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(Encrypted("file_page.title"))
    dated: Mapped[date] = mapped_column(Date)
    """The day on the paper itself."""
    position: Mapped[int] = mapped_column(Integer)
    """Its place within the part, from 1; withdrawn pages keep theirs."""
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    thumbnail_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    added_role: Mapped[str] = mapped_column(String(20))
    added_at: Mapped[datetime] = mapped_column(UtcInstant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_reason: Mapped[str | None] = mapped_column(Encrypted("file_page.withdrawn_reason"))
