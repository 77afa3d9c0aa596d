"""Leads (疑似线索): a suspicion, never a patient. No level and no diagnosis stands here (domain §4)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.crypto import Encrypted
from mhapp.db import Base
from mhapp.domain.lead import Assessed, LeadSource, LeadState
from mhapp.models.types import UtcInstant, WithPublicId, one_of


class Lead(WithPublicId, Base):
    """One suspicion: who found whom, how, and what became of it.

    What tells who it is about, and every word about them, is emptied 90 days after it came to nothing [A]; number,
    dates and outcome stay.
    """

    __tablename__ = "lead"
    __table_args__ = (
        one_of("state", LeadState),
        one_of("source", LeadSource),
        CheckConstraint("sex IN ('0', '1', '2', '9')", name="sex_known"),
        CheckConstraint("(state = 'cleared') = (cleared_at IS NOT NULL)", name="cleared_with_day"),
        CheckConstraint(
            "cleared_at IS NULL OR (name IS NULL AND identity_index IS NULL)", name="cleared_of_name"
        ),
        CheckConstraint("(state = 'confirmed') = (patient_id IS NOT NULL)", name="confirmed_with_patient"),
        UniqueConstraint("number"),
        Index("ix_lead_unit_id_state", "unit_id", "state", "id"),
        Index("ix_lead_reported_unit_id", "reported_unit_id", "id"),
        Index("ix_lead_identity_index", "identity_index"),
        Index("ix_lead_birth_date", "birth_date"),
        Index("ix_lead_clear_on", "clear_on"),
    )

    number: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    """The village where the person lives or was found; the township where the village is not known."""
    reported_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    reported_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reported_role: Mapped[str] = mapped_column(String(20))
    reported_at: Mapped[datetime] = mapped_column(UtcInstant)
    source: Mapped[str] = mapped_column(String(12))
    found_on: Mapped[date] = mapped_column(Date)
    how_found: Mapped[str | None] = mapped_column(Encrypted("lead.how_found"))
    answers: Mapped[list[str] | None] = mapped_column(JSON)
    """Codes of 表1 answered with yes; None once cleared."""
    name: Mapped[str | None] = mapped_column(Encrypted("lead.name"))
    """None where the name is not known, and once cleared."""
    sex: Mapped[str] = mapped_column(String(1), default="0")
    birth_date: Mapped[date | None] = mapped_column(Date)
    age_about: Mapped[int | None] = mapped_column(Integer)
    """As it was guessed on the day it was reported."""
    identity_number: Mapped[str | None] = mapped_column(Encrypted("lead.identity_number"))
    identity_index: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    phone: Mapped[str | None] = mapped_column(Encrypted("lead.phone"))
    address: Mapped[str | None] = mapped_column(Encrypted("lead.address"))
    place_found: Mapped[str | None] = mapped_column(Encrypted("lead.place_found"))
    is_wanderer: Mapped[bool] = mapped_column(Boolean, default=False)
    help_given: Mapped[str | None] = mapped_column(Encrypted("lead.help_given"))
    rescue_station: Mapped[str | None] = mapped_column(Encrypted("lead.rescue_station"))
    native_place: Mapped[str | None] = mapped_column(Encrypted("lead.native_place"))
    native_asked_on: Mapped[date | None] = mapped_column(Date)
    native_answer: Mapped[str | None] = mapped_column(Encrypted("lead.native_answer"))
    native_answered_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(14))
    arranged_on: Mapped[date | None] = mapped_column(Date)
    """The day the person is expected at the hospital."""
    arranged_hospital: Mapped[str | None] = mapped_column(String(60))
    arranged_ground: Mapped[str | None] = mapped_column(String(20))
    """domain.lead.Ground: on whose word the person is taken there [L 精神卫生法 28]."""
    rights_told: Mapped[list[str] | None] = mapped_column(JSON)
    """Codes of domain.lead.RIGHTS that were told before somebody is sent; None once cleared."""
    rights_told_to: Mapped[str | None] = mapped_column(String(10))
    """domain.lead.ToldTo."""
    rights_told_on: Mapped[date | None] = mapped_column(Date)
    outcome_on: Mapped[date | None] = mapped_column(Date)
    outcome_hospital: Mapped[str | None] = mapped_column(String(60))
    outcome_doctor: Mapped[str | None] = mapped_column(String(40))
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"), index=True)
    """Whom it became; only a psychiatrist's diagnosis makes a patient [L 精神卫生法 29]."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    clear_on: Mapped[date | None] = mapped_column(Date)
    cleared_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    version: Mapped[int] = mapped_column(Integer, default=1)
    __mapper_args__ = {"version_id_col": version}


class LeadNotice(WithPublicId, Base):
    """One office that was told of a lead, and when somebody there acknowledged it (签收)."""

    __tablename__ = "lead_notice"
    __table_args__ = (
        UniqueConstraint("lead_id", "unit_id", "role"),
        CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)", name="acknowledged_by_somebody"
        ),
    )

    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[str] = mapped_column(String(20))
    sent_at: Mapped[datetime] = mapped_column(UtcInstant)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class LeadAssessment(WithPublicId, Base):
    """What somebody found who went to see (表2): one row each time, the words emptied with the lead."""

    __tablename__ = "lead_assessment"
    __table_args__ = (one_of("result", Assessed), Index("ix_lead_assessment_lead_id", "lead_id", "id"))

    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"))
    assessed_on: Mapped[date] = mapped_column(Date)
    result: Mapped[str] = mapped_column(String(12))
    words: Mapped[str | None] = mapped_column(Encrypted("lead_assessment.words"))
    assessed_with: Mapped[str | None] = mapped_column(String(100))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    at: Mapped[datetime] = mapped_column(UtcInstant)
