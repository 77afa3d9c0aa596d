"""Every status a person has had (domain §1): since when, from whom it is known, who recorded it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.db import Base
from mhapp.domain.patient_status import PatientStatus
from mhapp.models.types import UtcInstant, WithPublicId, one_of


class StatusChange(WithPublicId, Base):
    """One change of status, never changed itself. The status in force stands on the person, written from here."""

    __tablename__ = "status_change"
    __table_args__ = (
        one_of("status", PatientStatus),
        one_of("previous_status", PatientStatus),
        Index("ix_status_change_patient_id", "patient_id", "id"),
    )

    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    previous_status: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10))
    since: Mapped[date] = mapped_column(Date)
    """The first day it holds."""
    source: Mapped[str] = mapped_column(String(100))
    """From whom or what it is known, in words."""
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)
