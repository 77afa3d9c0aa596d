"""Papers taken from a lead (表1, 表2): of which state, with which check code, and who printed them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.db import Base
from mhapp.domain.papers import LeadPaperKind
from mhapp.models.types import UtcInstant, WithPublicId, one_of


class LeadPaper(WithPublicId, Base):
    """One form made from one state of a lead. Append-only; printing it again adds a LeadPaperPrint.

    It stands beside `paper`, whose rows belong to a person's file: a lead is not a patient.
    """

    __tablename__ = "lead_paper"
    __table_args__ = (
        one_of("kind", LeadPaperKind),
        UniqueConstraint("unit_id", "number"),
        UniqueConstraint("kind", "lead_id", "version"),
        Index("ix_lead_paper_check_code", "check_code"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    """domain.papers.LeadPaperKind."""
    number: Mapped[str] = mapped_column(String(40))
    """Like 石盘线索〔2026〕0007号, gapless per township and year."""
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    """The township whose series the number is of."""
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"))
    version: Mapped[int] = mapped_column(Integer)
    """1 for the first state of the lead that was printed, one more for each later state."""
    digest: Mapped[str] = mapped_column(String(26))
    """Keyed fingerprint of the lead's state: tells whether it has changed since."""
    check_code: Mapped[str] = mapped_column(String(8))
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    issued_at: Mapped[datetime] = mapped_column(UtcInstant)


class LeadPaperPrint(Base):
    """Who took which paper of a lead to print, when. Append-only."""

    __tablename__ = "lead_paper_print"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("lead_paper.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)
