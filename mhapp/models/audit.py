"""The audit chain: who did what, on whom, from where, when. Never the data itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.crypto import Encrypted
from mhapp.db import Base
from mhapp.models.types import UtcInstant


class AuditEvent(Base):
    """One row of the chain. `hmac` covers the row and the one before it, with a key outside the database."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_subject_id_seq", "subject_id", "seq"),
        Index("ix_audit_event_account_id_seq", "account_id", "seq"),
    )

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime] = mapped_column(UtcInstant)
    account_id: Mapped[str | None] = mapped_column(String(26))
    """The account's public id; None before sign-in or for the program itself."""
    role: Mapped[str | None] = mapped_column(String(20))
    unit_path: Mapped[str | None] = mapped_column(String(40))
    act: Mapped[str] = mapped_column(String(40))
    """Like `patient:read`, `visit:record`, `sign_in:refused`."""
    subject_kind: Mapped[str | None] = mapped_column(String(20))
    subject_id: Mapped[str | None] = mapped_column(String(40))
    """The record's public id."""
    count: Mapped[int | None] = mapped_column(Integer)
    """How many a list held."""
    detail: Mapped[str | None] = mapped_column(String(100))
    """A code or list name; nothing personal."""
    source: Mapped[str | None] = mapped_column(String(45))
    request_id: Mapped[str | None] = mapped_column(String(26))
    hmac: Mapped[bytes] = mapped_column(LargeBinary(32))


class FieldChange(Base):
    """What was edited in place: field, old and new value (encrypted), by whom, when."""

    __tablename__ = "field_change"
    __table_args__ = (Index("ix_field_change_record", "record_kind", "record_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_kind: Mapped[str] = mapped_column(String(30))
    record_id: Mapped[int] = mapped_column(Integer)
    field: Mapped[str] = mapped_column(String(40))
    old: Mapped[str | None] = mapped_column(Encrypted("field_change.old"))
    new: Mapped[str | None] = mapped_column(Encrypted("field_change.new"))
    account_id: Mapped[str | None] = mapped_column(String(26))
    at: Mapped[datetime] = mapped_column(UtcInstant)
