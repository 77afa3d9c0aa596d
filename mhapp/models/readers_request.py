"""Requests of a patient or guardian to know who has read the file, made through civil affairs (domain §12)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.crypto import Encrypted
from mhapp.db import Base
from mhapp.domain.objection import LodgedFor
from mhapp.models.types import UtcInstant, WithPublicId, one_of


class ReadersRequest(WithPublicId, Base):
    """One request: who asked, and who showed them the list."""

    __tablename__ = "readers_request"
    __table_args__ = (one_of("asked_for", LodgedFor),)

    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    asked_for: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(Encrypted("readers_request.name"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)
