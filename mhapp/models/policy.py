"""What a county sets as data: clocks, working days, switches, letter texts; and facts of the installation."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.db import Base
from mhapp.models.types import UtcInstant, WithPublicId


class PolicyEdition(WithPublicId, Base):
    """One edition of a county's data of one kind: `clocks`, `working_days`, `letter_text`, `consent_text`,
    `switches`, `reward`.

    The newest by (effective_from, id) on or before a day is in force; older ones stay.
    """

    __tablename__ = "policy_edition"
    __table_args__ = (UniqueConstraint("county_id", "kind", "edition"),)

    county_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str] = mapped_column(String(20))
    edition: Mapped[str] = mapped_column(String(20))
    effective_from: Mapped[date] = mapped_column(Date)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    published_at: Mapped[datetime] = mapped_column(UtcInstant)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class InstallationFact(Base):
    """A fact about this database itself: `demo`, `audit_checkpoint`, `key_numbers`."""

    __tablename__ = "installation_fact"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))
