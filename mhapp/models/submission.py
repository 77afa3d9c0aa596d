"""One-time keys: a form sent twice is stored once. Keys do not expire."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.db import Base
from mhapp.models.types import UtcInstant


class Submission(Base):
    """A key used by an account, with the hash of what was sent and the receipt it led to."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("account_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    key: Mapped[str] = mapped_column(String(64))
    endpoint: Mapped[str] = mapped_column(String(60))
    payload_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    receipt_url: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcInstant)
