"""The clinic's danger ratings (危险性评估), 0–5, each with its date and evidence [N]."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.db import Base
from mhapp.models.types import UtcInstant, WithPublicId


class DangerRating(WithPublicId, Base):
    """One rating. The latest by (rated_on, id) on or before a visit is the one the visit counts."""

    __tablename__ = "danger_rating"
    __table_args__ = (
        CheckConstraint("level BETWEEN 0 AND 5", name="level_in_range"),
        Index("ix_danger_rating_patient_id_rated_on", "patient_id", "rated_on", "id"),
        Index("ix_danger_rating_level_patient_id", "level", "patient_id"),
    )

    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    level: Mapped[int] = mapped_column(Integer)
    rated_on: Mapped[date] = mapped_column(Date)
    evidence: Mapped[str] = mapped_column(String(1000))
    rated_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    """The township whose clinic rated."""
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
