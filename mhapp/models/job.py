"""Background work: the row is the truth, the queue only wakes the worker."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.db import Base
from mhapp.models.types import UtcInstant, WithPublicId


class Job(WithPublicId, Base):
    """One piece of work asked for by somebody, with its progress and result."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name="state_known"),
        Index("ix_job_state_id", "state", "id"),
    )

    kind: Mapped[str] = mapped_column(String(30))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_by_role: Mapped[str] = mapped_column(String(20))
    asked_at: Mapped[datetime] = mapped_column(UtcInstant)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(10), default="queued")
    total: Mapped[int] = mapped_column(Integer, default=0)
    done: Mapped[int] = mapped_column(Integer, default=0)
    started_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    alive_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    """The worker's last sign of life: a job whose worker died is taken up again."""
    finished_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    result_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    problem: Mapped[str | None] = mapped_column(String(200))
    """In words the person who asked can act on."""
