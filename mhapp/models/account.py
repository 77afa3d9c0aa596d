"""People at work: accounts, dated appointments, sign-in sessions and wrong tries."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mhapp.crypto import Encrypted
from mhapp.db import Base
from mhapp.domain.roles import Role
from mhapp.models.types import UtcInstant, WithPublicId, one_of
from mhapp.models.unit import Unit


class Account(WithPublicId, Base):
    """One person at work, whatever they are appointed to."""

    __tablename__ = "account"

    phone: Mapped[str] = mapped_column(Encrypted("account.phone"))
    phone_index: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    password_hash: Mapped[str] = mapped_column(String(200))
    password_changed_at: Mapped[datetime] = mapped_column(UtcInstant)
    must_change_password: Mapped[bool] = mapped_column(Boolean, default=False)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    elder_mode: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    appointments: Mapped[list[Appointment]] = relationship(back_populates="account", lazy="raise_on_sql")


class Appointment(WithPublicId, Base):
    """What somebody is appointed to, for one unit, between two days (`until_date` is the last day)."""

    __tablename__ = "appointment"
    __table_args__ = (
        one_of("role", Role),
        CheckConstraint("until_date IS NULL OR until_date >= from_date", name="dates_in_order"),
        Index("ix_appointment_unit_id_role", "unit_id", "role"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    from_date: Mapped[date] = mapped_column(Date)
    until_date: Mapped[date | None] = mapped_column(Date)
    account: Mapped[Account] = relationship(back_populates="appointments", lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")


class SignInSession(Base):
    """One signed-in browser, acting in one appointment. Only the hash of its token is kept."""

    __tablename__ = "sign_in_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"))
    device_id: Mapped[int | None] = mapped_column()
    """Room for the second factor: the enrolled device this session came from."""
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    last_seen_at: Mapped[datetime] = mapped_column(UtcInstant)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class SignInTry(Base):
    """A wrong try at signing in, by the phone's blind index; kept for unknown phones too."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index("ix_sign_in_try_phone_index_at", "phone_index", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    phone_index: Mapped[bytes] = mapped_column(LargeBinary(16))
    at: Mapped[datetime] = mapped_column(UtcInstant)
    forgiven: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether a right password or a reset has come since."""
