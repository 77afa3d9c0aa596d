"""Published editions of the score sheet (积分表). A published edition is frozen by a trigger."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.db import Base
from mhapp.models.types import UtcInstant, WithPublicId


class ScoreSheetEdition(WithPublicId, Base):
    """One edition a county published; `document` is what domain.score_sheet.ScoreSheet reads."""

    __tablename__ = "score_sheet_edition"
    __table_args__ = (UniqueConstraint("county_id", "edition"),)

    county_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    edition: Mapped[str] = mapped_column(String(20))
    effective_from: Mapped[date] = mapped_column(Date)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    published_at: Mapped[datetime] = mapped_column(UtcInstant)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """None: shipped with the program."""
