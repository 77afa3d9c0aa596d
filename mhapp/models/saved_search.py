"""A search as its author's own row, so that nothing personal stands in an address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.crypto import Encrypted
from mhapp.db import Base
from mhapp.models.types import UtcInstant, WithPublicId


class SavedSearch(WithPublicId, Base):
    """What somebody looked for on one list; kept 24 hours."""

    __tablename__ = "saved_search"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    list_name: Mapped[str] = mapped_column(String(40))
    criteria: Mapped[str] = mapped_column(Encrypted("saved_search.criteria"))
    """JSON {field: text}"""
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
