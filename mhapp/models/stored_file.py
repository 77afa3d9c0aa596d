"""Encrypted files: what lies under instance/files, and what it is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.db import Base
from mhapp.models.types import UtcInstant, WithPublicId


class StoredFile(WithPublicId, Base):
    """One encrypted file, named by its public id. `sha256` is of the plain bytes."""

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("kind IN ('jpeg', 'png', 'pdf', 'xlsx')", name="kind_known"),)

    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    kind: Mapped[str] = mapped_column(String(10))
    size: Mapped[int] = mapped_column(Integer)
    key_number: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    """Since when its bytes are gone on purpose: a paper made for one reader, kept a few days."""
