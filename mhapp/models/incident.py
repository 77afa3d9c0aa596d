"""Incidents (肇事肇祸案事件) on record for a person, as 表13 asks: minimal, every word encrypted."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.crypto import Encrypted
from mhapp.db import Base
from mhapp.models.types import UtcInstant, WithPublicId


class Incident(WithPublicId, Base):
    """One incident. A correction is a new row that names the old; the old is superseded, never deleted."""

    __tablename__ = "incident"
    __table_args__ = (
        UniqueConstraint("number"),
        Index("ix_incident_patient_id", "patient_id", "id"),
        UniqueConstraint("corrects_id"),
    )

    number: Mapped[str] = mapped_column(String(40))
    """The receipt number, gapless per township and year."""
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    """The township the person lived in."""
    happened_on: Mapped[date] = mapped_column(Date)
    happened_at: Mapped[str | None] = mapped_column(String(5))
    """The hour as HH:MM where it is known."""
    place: Mapped[str] = mapped_column(Encrypted("incident.place"))
    course: Mapped[str] = mapped_column(Encrypted("incident.course"))
    harm: Mapped[str] = mapped_column(Encrypted("incident.harm"))
    persons: Mapped[str] = mapped_column(Encrypted("incident.persons"))
    cause: Mapped[str] = mapped_column(Encrypted("incident.cause"))
    handling: Mapped[str] = mapped_column(Encrypted("incident.handling"))
    legal_result: Mapped[str] = mapped_column(Encrypted("incident.legal_result"))
    prevention: Mapped[str] = mapped_column(Encrypted("incident.prevention"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_by_role: Mapped[str] = mapped_column(String(20))
    entered_at: Mapped[datetime] = mapped_column(UtcInstant)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id"))
    correction_reason: Mapped[str | None] = mapped_column(Encrypted("incident.correction_reason"))
    superseded_at: Mapped[datetime | None] = mapped_column(UtcInstant)
