"""Level changes: proposals, their append-only steps, the decisions that alone may set a level, and filings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.db import Base
from mhapp.domain.risk_level import RiskLevel
from mhapp.models.types import UtcInstant, WithPublicId, one_of

OPEN = text("closed_at IS NULL")


class LevelProposal(WithPublicId, Base):
    """A proposed level (提出) with its reason. One open proposal a person (R8)."""

    __tablename__ = "level_proposal"
    __table_args__ = (
        one_of("target_level", RiskLevel),
        one_of("from_level", RiskLevel),
        CheckConstraint("(target_level IS NULL) = (exit_ground IS NOT NULL)", name="level_or_exit"),
        UniqueConstraint("number"),
        Index("uq_level_proposal_open", "patient_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_level_proposal_patient_id", "patient_id"),
    )

    number: Mapped[str] = mapped_column(String(40))
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    """The village of the person."""
    act: Mapped[str] = mapped_column(String(30))
    """The row of the route table it goes by (domain.level_route)."""
    from_level: Mapped[str | None] = mapped_column(String(6))
    """The level in force when it was proposed."""
    target_level: Mapped[str | None] = mapped_column(String(6))
    """The proposed level; None for an exit."""
    exit_ground: Mapped[str | None] = mapped_column(String(15))
    """domain.level_route.Exit where no level is asked for but that the person leaves the levels."""
    status: Mapped[str] = mapped_column(String(20))
    """domain.proposal.ProposalStatus."""
    round: Mapped[int] = mapped_column(Integer, default=1)
    proposer_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposer_appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    """The visit whose suggestion the proposal rests on."""
    suggested_level: Mapped[str | None] = mapped_column(String(6))
    reason: Mapped[str] = mapped_column(Text)
    citation: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """For a step down from red or orange: {"two_falls": [visit ids]} or {"meeting": {date, participants, minutes}}."""
    judged_with: Mapped[str | None] = mapped_column(String(300))
    specialist: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """R10: {name, hospital, on, words} or {asked_on}."""
    opened_at: Mapped[datetime] = mapped_column(UtcInstant)
    closed_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class ProposalStep(WithPublicId, Base):
    """One act on a proposal, never changed: who, when, what, with which opinion."""

    __tablename__ = "proposal_step"
    __table_args__ = (
        Index("ix_proposal_step_proposal_id", "proposal_id", "id"),
        Index(
            "uq_proposal_step_once",
            "proposal_id",
            "round",
            "step",
            unique=True,
            sqlite_where=text("is_step"),
            postgresql_where=text("is_step"),
        ),
    )

    proposal_id: Mapped[int] = mapped_column(ForeignKey("level_proposal.id"))
    round: Mapped[int] = mapped_column(Integer)
    step: Mapped[str] = mapped_column(String(12))
    """propose, audit, determine, file, opinion, withdraw"""
    action: Mapped[str] = mapped_column(String(12))
    """agree, return, refuse, propose, resubmit, withdraw, opinion, file"""
    is_step: Mapped[bool] = mapped_column(Boolean, default=True)
    """Whether it counts as a step of R7 (opinions and filings do not)."""
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)
    opinion: Mapped[str] = mapped_column(Text)
    level: Mapped[str | None] = mapped_column(String(6))
    """The level this act proposes, advises or determines."""
    details: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class ProposalFact(WithPublicId, Base):
    """A new, higher fact that came while a proposal was open: to be opened before the next step (R11)."""

    __tablename__ = "proposal_fact"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("level_proposal.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    """visit or danger_rating"""
    record_id: Mapped[int] = mapped_column(Integer)
    summary: Mapped[str] = mapped_column(String(200))
    attached_at: Mapped[datetime] = mapped_column(UtcInstant)


class ProposalFactReading(Base):
    """Who has opened an attached fact."""

    __tablename__ = "proposal_fact_reading"
    __table_args__ = (UniqueConstraint("fact_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    fact_id: Mapped[int] = mapped_column(ForeignKey("proposal_fact.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)


class LevelDecision(WithPublicId, Base):
    """A determination (认定): a level, a named person, when, with whom, why. Append-only."""

    __tablename__ = "level_decision"
    __table_args__ = (
        one_of("level", RiskLevel),
        UniqueConstraint("id", "patient_id", "level", name="uq_level_decision_for_patient"),
        CheckConstraint("source IN ('proposal', 'paper')", name="source_known"),
        CheckConstraint("(level IS NULL) = (exit_ground IS NOT NULL)", name="level_or_exit"),
        CheckConstraint("(level IS NULL) = (review_by IS NULL)", name="level_with_review"),
        Index("ix_level_decision_patient_id", "patient_id", "id"),
    )

    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    level: Mapped[str | None] = mapped_column(String(6))
    """The determined level; None where the person leaves the levels."""
    exit_ground: Mapped[str | None] = mapped_column(String(15))
    previous_level: Mapped[str | None] = mapped_column(String(6))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("level_proposal.id"))
    source: Mapped[str] = mapped_column(String(10), default="proposal")
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_by_role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    """The authority: the township or the county."""
    decided_at: Mapped[datetime] = mapped_column(UtcInstant)
    effective_on: Mapped[date] = mapped_column(Date)
    review_by: Mapped[date | None] = mapped_column(Date)
    """R6: past it the level is 待复核; None for an exit."""
    reason: Mapped[str] = mapped_column(Text)
    judged_with: Mapped[str | None] = mapped_column(String(300))
    specialist: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    paper_authority: Mapped[str | None] = mapped_column(String(60))
    """Who decided, as the paper names them; with source `paper` only, `decided_by` then entered it."""
    paper_number: Mapped[str | None] = mapped_column(String(60))
    paper_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("level_decision.id"))
    """The decision this one puts right, where that was written wrongly."""


class LevelFiling(WithPublicId, Base):
    """A filing (备案) of a decision: the county's own, or the city's as the county records it."""

    __tablename__ = "level_filing"
    __table_args__ = (
        CheckConstraint("kind IN ('county', 'city')", name="kind_known"),
        UniqueConstraint("decision_id", "kind"),
    )

    decision_id: Mapped[int] = mapped_column(ForeignKey("level_decision.id"))
    kind: Mapped[str] = mapped_column(String(6))
    filed_on: Mapped[date] = mapped_column(Date)
    number: Mapped[str | None] = mapped_column(String(60))
    remark: Mapped[str | None] = mapped_column(String(500))
    authority: Mapped[str | None] = mapped_column(String(60))
    """The city's office, as its paper names it; the county's own filing has none."""
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    """The stamped sheet, scanned."""
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)
