"""Papers taken from a person's file: which record and version each came from, its check code, and who printed it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.db import Base
from mhapp.domain.papers import PaperKind
from mhapp.models.types import UtcInstant, WithPublicId, one_of


class Paper(WithPublicId, Base):
    """One paper: a form made from one state of one record. Append-only; printing it again adds a PaperPrint."""

    __tablename__ = "paper"
    __table_args__ = (
        one_of("kind", PaperKind),
        UniqueConstraint("unit_id", "number"),
        UniqueConstraint("kind", "record_table", "record_id", "version"),
        Index("ix_paper_check_code", "check_code"),
        Index("ix_paper_patient_id", "patient_id", "id"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    """domain.papers.PaperKind."""
    number: Mapped[str] = mapped_column(String(40))
    """Like 石盘档〔2026〕0031号, gapless per township and year."""
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    """The unit whose series the number is of."""
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    record_table: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)
    """1 for the first state of the record that was printed, one more for each later state."""
    digest: Mapped[str] = mapped_column(String(26))
    """Keyed fingerprint of the record's state: tells whether it has changed since."""
    check_code: Mapped[str] = mapped_column(String(8))
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    issued_at: Mapped[datetime] = mapped_column(UtcInstant)


class PaperPrint(Base):
    """Who took which paper to print, when. Append-only."""

    __tablename__ = "paper_print"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)
