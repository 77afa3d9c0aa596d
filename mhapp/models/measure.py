"""Measures for one person (一人一策): the problem, what is done about it, who, until when, what came of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.db import Base
from mhapp.models.types import UtcInstant, WithPublicId, one_of


class Measure(WithPublicId, Base):
    """One measure. Open until somebody records what came of it, or that it is no longer needed."""

    __tablename__ = "measure"
    __table_args__ = (
        one_of("state", ("open", "done", "dropped")),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended_when_over"),
        Index("ix_measure_patient_id", "patient_id", "id"),
    )

    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    kind: Mapped[str] = mapped_column(String(20))
    """A code of data/measures.toml."""
    problem: Mapped[str] = mapped_column(Text)
    measure: Mapped[str] = mapped_column(Text)
    owed_by_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    owed_by_role: Mapped[str] = mapped_column(String(20))
    who: Mapped[str] = mapped_column(String(60))
    """The person who does it, in words."""
    until: Mapped[date] = mapped_column(Date)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_role: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    state: Mapped[str] = mapped_column(String(8))
    ended_on: Mapped[date | None] = mapped_column(Date)
    ended_words: Mapped[str | None] = mapped_column(Text)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
