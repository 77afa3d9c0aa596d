"""Designations (指定监护人): the township finds somebody to care for a person, or says what is done instead."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Numeric, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.crypto import Encrypted
from mhapp.db import Base
from mhapp.models.types import UtcInstant, WithPublicId

_OPEN = text("outcome IS NULL")


class Designation(WithPublicId, Base):
    """One case: reported, received by the township (its ten days begin), and how it ended."""

    __tablename__ = "designation"
    __table_args__ = (
        CheckConstraint("ground IN ('no_guardian', 'unable')", name="ground_known"),
        CheckConstraint("outcome IN ('designated', 'impossible', 'not_needed')", name="outcome_known"),
        CheckConstraint("(outcome IS NULL) = (decided_on IS NULL)", name="outcome_with_day"),
        CheckConstraint("outcome IS NULL OR received_on IS NOT NULL", name="received_first"),
        Index("uq_designation_open", "patient_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    """The township."""
    ground: Mapped[str] = mapped_column(String(12))
    reported_on: Mapped[date] = mapped_column(Date)
    reported_at: Mapped[datetime] = mapped_column(UtcInstant)
    reported_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reported_words: Mapped[str | None] = mapped_column(Encrypted("designation.reported_words"))
    received_on: Mapped[date | None] = mapped_column(Date)
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    officer_name: Mapped[str | None] = mapped_column(String(40))
    """Who of the township is in charge until then."""
    officer_post: Mapped[str | None] = mapped_column(String(40))
    officer_phone: Mapped[str | None] = mapped_column(Encrypted("designation.officer_phone"))
    officer_since: Mapped[date | None] = mapped_column(Date)
    outcome: Mapped[str | None] = mapped_column(String(12))
    decided_on: Mapped[date | None] = mapped_column(Date)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    designated_by: Mapped[str | None] = mapped_column(String(20))
    """Code of the body that designated [L 民法典31]."""
    document_number: Mapped[str | None] = mapped_column(String(60))
    guardian_id: Mapped[int | None] = mapped_column(ForeignKey("guardian.id"))
    measure: Mapped[str | None] = mapped_column(String(12))
    """Where nobody can be designated: medicine or care_home [S2]."""
    seen_to_by: Mapped[str | None] = mapped_column(String(60))
    outcome_words: Mapped[str | None] = mapped_column(Encrypted("designation.outcome_words"))
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}


class DesignationCost(WithPublicId, Base):
    """One cost the township carried (医疗、生活费用) [S2]. Append-only: a mistake is taken back by a negative row."""

    __tablename__ = "designation_cost"
    __table_args__ = (
        CheckConstraint("kind IN ('medicine', 'hospital', 'living', 'care', 'other')", name="kind_known"),
        CheckConstraint("amount <> 0", name="amount_not_zero"),
    )

    designation_id: Mapped[int] = mapped_column(ForeignKey("designation.id"), index=True)
    paid_on: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(10))
    words: Mapped[str | None] = mapped_column(Encrypted("designation_cost.words"))
    amount: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    """Yuan."""
    recorded_at: Mapped[datetime] = mapped_column(UtcInstant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
