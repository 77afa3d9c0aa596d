"""What is due (待办): who owes it, by when, what started it and which record closed it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.db import Base
from mhapp.models.types import UtcInstant, WithPublicId

OPEN = text("closed_at IS NULL")


class Due(WithPublicId, Base):
    """One open or closed due. Kinds are domain.due_kinds.DueKind; closed by a record, never by a tick."""

    __tablename__ = "due"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (closed_by_kind IS NULL)", name="closed_by_record"),
        Index(
            "ix_due_open_by_unit", "owed_by_unit_id", "due_on", "id", sqlite_where=OPEN, postgresql_where=OPEN
        ),
        Index(
            "ix_due_open_by_kind",
            "owed_by_unit_id",
            "kind",
            "due_on",
            "owed_by_role",
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(
            "ix_due_open_task",
            "owed_by_unit_id",
            "due_on",
            "id",
            sqlite_where=text("closed_at IS NULL AND patient_id IS NULL"),
            postgresql_where=text("closed_at IS NULL AND patient_id IS NULL"),
        ),
        Index(
            "ix_due_task_started_by",
            "started_by_kind",
            "started_by_id",
            sqlite_where=text("patient_id IS NULL"),
            postgresql_where=text("patient_id IS NULL"),
        ),
        # Also those met: the timeline tells who was told
        Index("ix_due_patient_id_kind", "patient_id", "kind"),
        Index("ix_due_open_by_patient", "patient_id", "kind", sqlite_where=OPEN, postgresql_where=OPEN),
        Index(
            "uq_due_open_visit",
            "patient_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL AND kind = 'visit'"),
            postgresql_where=text("closed_at IS NULL AND kind = 'visit'"),
        ),
    )

    kind: Mapped[str] = mapped_column(String(30))
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"))
    """None for a task that is about no patient: a lead, a round, a report. What it is about started it."""
    owed_by_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    owed_by_role: Mapped[str] = mapped_column(String(20))
    started_by_kind: Mapped[str] = mapped_column(String(30))
    started_by_id: Mapped[int | None] = mapped_column(Integer)
    started_at: Mapped[datetime] = mapped_column(UtcInstant)
    due_on: Mapped[date] = mapped_column(Date)
    """The last day, Beijing time, to its 24:00."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    closed_by_kind: Mapped[str | None] = mapped_column(String(30))
    closed_by_id: Mapped[int | None] = mapped_column(Integer)
