"""Workbooks that came in, went out, and the layouts offices hand in for what goes out."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.crypto import Encrypted
from mhapp.db import Base
from mhapp.models.types import UtcInstant, WithPublicId

IN_FORCE = text("withdrawn_at IS NULL")


class WorkbookImport(WithPublicId, Base):
    """One file handed in: looked through first, then taken in or left. The file itself lies encrypted beside."""

    __tablename__ = "workbook_import"
    __table_args__ = (
        CheckConstraint(
            "state IN ('previewing', 'previewed', 'taking', 'taken', 'left')", name="state_known"
        ),
        Index("ix_workbook_import_account_id", "account_id", "id"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    handed_in_at: Mapped[datetime] = mapped_column(UtcInstant)
    state: Mapped[str] = mapped_column(String(10), default="previewing")
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    """The work in hand or done last: looking through, then taking in."""
    rows: Mapped[int] = mapped_column(Integer)
    good: Mapped[int | None] = mapped_column(Integer)
    bad: Mapped[int | None] = mapped_column(Integer)
    already: Mapped[int | None] = mapped_column(Integer)
    """Rows whose person is registered with the same values."""
    preview: Mapped[str | None] = mapped_column(Encrypted("workbook_import.preview"))
    """JSON {faults: [[row, header, words]], unnumbered}: what is wrong and what to write instead."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    taken: Mapped[int | None] = mapped_column(Integer)
    """How many people were registered from it."""


class WorkbookExport(WithPublicId, Base):
    """One workbook asked for: why, by whom, of whom, and who else agreed where it holds many people."""

    __tablename__ = "workbook_export"
    __table_args__ = (
        CheckConstraint("kind IN ('roster', 'four_colours')", name="kind_known"),
        CheckConstraint("state IN ('waiting', 'approved', 'refused')", name="state_known"),
        CheckConstraint("decided_by_id <> asked_by_id", name="second_person"),
        CheckConstraint("(decided_by_id IS NULL) = (decided_at IS NULL)", name="decided_by_somebody"),
        Index("ix_workbook_export_asked_by_id", "asked_by_id", "id"),
        Index(
            "ix_workbook_export_waiting",
            "unit_id",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_by_role: Mapped[str] = mapped_column(String(20))
    asked_at: Mapped[datetime] = mapped_column(UtcInstant)
    kind: Mapped[str] = mapped_column(String(12))
    purpose: Mapped[str] = mapped_column(Encrypted("workbook_export.purpose"))
    criteria: Mapped[str] = mapped_column(Encrypted("workbook_export.criteria"))
    """JSON {filter: code}"""
    template_id: Mapped[int | None] = mapped_column(ForeignKey("workbook_template.id"))
    people: Mapped[int] = mapped_column(Integer)
    """How many people it holds, counted when asked for."""
    state: Mapped[str] = mapped_column(String(10))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    refusal: Mapped[str | None] = mapped_column(Encrypted("workbook_export.refusal"))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    until: Mapped[date | None] = mapped_column(Date)
    """The last day it may be downloaded."""


class WorkbookTemplate(WithPublicId, Base):
    """An office's own layout: a workbook with a row of placeholders. One in force a unit and kind."""

    __tablename__ = "workbook_template"
    __table_args__ = (
        CheckConstraint("kind IN ('roster', 'four_colours')", name="kind_known"),
        Index(
            "uq_workbook_template_in_force",
            "unit_id",
            "kind",
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        ),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str] = mapped_column(String(12))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    handed_in_at: Mapped[datetime] = mapped_column(UtcInstant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
