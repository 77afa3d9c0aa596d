"""Two records of one person read as one: which points at which, why, and whether that was undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.db import Base
from mhapp.models.types import UtcInstant, WithPublicId

STANDING = text("undone_at IS NULL")


class RecordMerge(WithPublicId, Base):
    """One merge. No row of the record that goes is moved or changed; undoing takes the pointer away."""

    __tablename__ = "record_merge"
    __table_args__ = (
        CheckConstraint("kept_id <> gone_id", name="two_records"),
        Index(
            "uq_record_merge_gone", "gone_id", unique=True, sqlite_where=STANDING, postgresql_where=STANDING
        ),
        Index("ix_record_merge_kept_id", "kept_id"),
    )

    kept_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    gone_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    reason: Mapped[str] = mapped_column(String(300))
    ended: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What ended with the merge and begins again when it is undone: table → ids of its rows."""
    merged_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    merged_role: Mapped[str] = mapped_column(String(20))
    merged_at: Mapped[datetime] = mapped_column(UtcInstant)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    undone_reason: Mapped[str | None] = mapped_column(String(300))
