"""A person's move (迁移) to another village, out of the county, or in from elsewhere, with who answered it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.crypto import Encrypted
from mhapp.db import Base
from mhapp.domain.move import MoveKind, MoveState
from mhapp.models.types import UtcInstant, WithPublicId, one_of

OPEN = text("state = 'asked'")


class Move(WithPublicId, Base):
    """One move. While it is asked the giving village answers for the person; one such move a person."""

    __tablename__ = "move"
    __table_args__ = (
        one_of("kind", MoveKind),
        one_of("state", MoveState),
        CheckConstraint("(kind = 'village') = (to_unit_id IS NOT NULL)", name="receiver_within"),
        CheckConstraint("(state = 'asked') = (answered_at IS NULL)", name="answered_when_over"),
        Index("uq_move_asked", "patient_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_move_patient_id", "patient_id", "id"),
        Index("ix_move_asked_to", "to_unit_id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_move_from", "from_unit_id", "state"),
    )

    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    from_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    """The village that gives the person over; for a move in, the village that takes them in."""
    to_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    """The receiving village; none for a move across the county's border."""
    elsewhere: Mapped[str | None] = mapped_column(String(120))
    """The place beyond the county: province, city, county."""
    counterpart: Mapped[str | None] = mapped_column(String(120))
    """The office there that takes over, or from where the person comes."""
    address: Mapped[str | None] = mapped_column(Encrypted("move.address"))
    moves_on: Mapped[date] = mapped_column(Date)
    keeps_registration: Mapped[bool] = mapped_column(Boolean)
    """Whether the registration stays where it was: dual listing."""
    reason: Mapped[str] = mapped_column(String(300))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_role: Mapped[str] = mapped_column(String(20))
    asked_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcInstant)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_role: Mapped[str | None] = mapped_column(String(20))
    answered_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    answer_words: Mapped[str | None] = mapped_column(String(300))
    told: Mapped[str | None] = mapped_column(String(200))
    """Who was told of a move across the border, in words."""
    acknowledged_on: Mapped[date | None] = mapped_column(Date)
    acknowledged_number: Mapped[str | None] = mapped_column(String(60))
    """The counterpart's number of the person or of its receipt."""
