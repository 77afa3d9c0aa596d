"""Entry into the national lists (录入) and removal from them: asked for by a decision, recorded by a person."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.db import Base
from mhapp.models.types import UtcInstant, WithPublicId

OPEN = text("done_at IS NULL AND dropped_at IS NULL")


class ListEntry(WithPublicId, Base):
    """One act in one list for one person: enter, change or remove. Open until done, or until no longer asked for."""

    __tablename__ = "list_entry"
    __table_args__ = (
        CheckConstraint("system IN ('health', 'key_person', 'priority', 'major_risk')", name="system_known"),
        CheckConstraint("act IN ('enter', 'change', 'remove')", name="act_known"),
        CheckConstraint("control_grade IN ('1', '2')", name="control_grade_known"),
        CheckConstraint("(done_at IS NULL) = (done_on IS NULL)", name="done_with_day"),
        CheckConstraint("done_at IS NULL OR dropped_at IS NULL", name="done_or_dropped"),
        Index(
            "uq_list_entry_open",
            "patient_id",
            "system",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index("ix_list_entry_patient_id", "patient_id", "id"),
    )

    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    system: Mapped[str] = mapped_column(String(10))
    """domain.list_entry.ListSystem."""
    act: Mapped[str] = mapped_column(String(6))
    """domain.list_entry.ListAct."""
    control_grade: Mapped[str | None] = mapped_column(String(1))
    """管控等级 in 先发: 1 or 2."""
    grade_reason: Mapped[str | None] = mapped_column(String(200))
    """Why the grade is not the one that goes with the level, or why it was changed later."""
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("level_decision.id"))
    """The decision that asks for it; None where registration or a recorded grade does."""
    owed_by_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    owed_by_role: Mapped[str] = mapped_column(String(20))
    owed_elsewhere: Mapped[bool] = mapped_column(default=False)
    """By the six-month rule a place outside this county enters; our unit hands over and asks back."""
    assisting_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcInstant)
    due_on: Mapped[date] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    done_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    number: Mapped[str | None] = mapped_column(String(60))
    """The number the list gave."""
    remark: Mapped[str | None] = mapped_column(String(200))
    dropped_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    """A later decision no longer asks for it."""
