"""Every status a person has had (domain §1): since when, from whom it is known, who recorded it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.db import Base
from mhapp.domain.patient_status import PatientStatus
from mhapp.models.types import UtcInstant, WithPublicId, one_of


class StatusChange(WithPublicId, Base):
    """One change of status, never changed itself. The status in force stands on the person, written from here.

    One that was recorded by mistake is taken back by a row that names it: then what stood before stands again.
    """

    __tablename__ = "status_change"
    __table_args__ = (
        one_of("status", PatientStatus),
        one_of("previous_status", PatientStatus),
        Index("ix_status_change_patient_id", "patient_id", "id"),
        Index("ix_status_change_corrects_id", "corrects_id", unique=True),
    )

    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    previous_status: Mapped[str] = mapped_column(String(10))
    previous_since: Mapped[date | None] = mapped_column(Date)
    """The first day the status before held; None in rows of before it was kept. Likewise its source."""
    previous_source: Mapped[str | None] = mapped_column(String(100))
    status: Mapped[str] = mapped_column(String(10))
    since: Mapped[date] = mapped_column(Date)
    """The first day it holds."""
    source: Mapped[str] = mapped_column(String(100))
    """From whom or what it is known, in words."""
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("status_change.id"))
    """The record it takes back; `source` then says how it is known to be wrong."""
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)
