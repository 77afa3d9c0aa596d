"""A search somebody gave a name, to come back to; nobody else sees it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.crypto import Encrypted
from mhapp.db import Base
from mhapp.models.types import UtcInstant, WithPublicId


class SavedView(WithPublicId, Base):
    """Name and criteria hold what somebody typed, so both are encrypted. Taken back rather than deleted."""

    __tablename__ = "saved_view"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    list_name: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(Encrypted("saved_view.name"))
    criteria: Mapped[str] = mapped_column(Encrypted("saved_view.criteria"))
    """JSON {field: text}"""
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcInstant)
