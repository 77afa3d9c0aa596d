"""People in care (患者), their guardians, and which unit and cadre answer for them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mhapp.crypto import Encrypted
from mhapp.db import Base
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.models.types import UtcInstant, WithPublicId, one_of
from mhapp.models.unit import Unit

_HIGH = text("rating >= 3")
"""From here on the team, the clinic and the police act together [S1]: what their homes ask for."""


class Patient(WithPublicId, Base):
    """One person. The level stands here only together with the decision that determined it."""

    __tablename__ = "patient"
    __table_args__ = (
        CheckConstraint("(level IS NULL) = (level_decision_id IS NULL)", name="level_with_decision"),
        ForeignKeyConstraint(
            ["level_decision_id", "id", "level"],
            ["level_decision.id", "level_decision.patient_id", "level_decision.level"],
            name="fk_patient_level_decision",
            use_alter=True,
        ),
        one_of("level", RiskLevel),
        one_of("status", PatientStatus),
        CheckConstraint("sex IN ('0', '1', '2', '9')", name="sex_known"),
        CheckConstraint(
            "identity_number IS NOT NULL OR no_identity_reason IS NOT NULL", name="identity_or_reason"
        ),
        # Also answers a search for a piece of a name, and who of those found lies in somebody's scope, by itself.
        Index("ix_patient_name_id_village_id", "name", "id", "village_id", "level", "status"),
        Index("ix_patient_level_name_id", "level", "name", "id"),
        Index("ix_patient_village_id_level", "village_id", "level", "status", "id"),
        Index("ix_patient_village_id_rated_on", "village_id", "rated_on"),
        Index("ix_patient_high_rating", "village_id", "rating", sqlite_where=_HIGH, postgresql_where=_HIGH),
    )

    # Said here because the key also stands in the level's foreign key, which else keeps it from counting by itself.
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(40))
    sex: Mapped[str] = mapped_column(String(1))
    """GB/T 2261.1: 0 未知 1 男 2 女 9 未说明 [N]."""
    birth_date: Mapped[date | None] = mapped_column(Date)
    identity_number: Mapped[str | None] = mapped_column(Encrypted("patient.identity_number"))
    identity_index: Mapped[bytes | None] = mapped_column(LargeBinary(16), unique=True)
    no_identity_reason: Mapped[str | None] = mapped_column(String(60))
    phone: Mapped[str | None] = mapped_column(Encrypted("patient.phone"))
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(16), index=True)
    phone_tail_index: Mapped[bytes | None] = mapped_column(LargeBinary(16), index=True)
    address: Mapped[str | None] = mapped_column(Encrypted("patient.address"))
    group_label: Mapped[str | None] = mapped_column(String(20))
    """The village group or grid (3组, 网格2): a label."""
    diagnosis_code: Mapped[str | None] = mapped_column(String(10))
    """ICD-10, one of domain.diagnosis [N]."""
    diagnosed_on: Mapped[date | None] = mapped_column(Date)
    diagnosed_at: Mapped[str | None] = mapped_column(String(60))
    """The hospital that diagnosed."""
    medication: Mapped[str | None] = mapped_column(String(400))
    """Drugs and doses as the clinic keeps them; read by the clinic only."""
    confirmed_on: Mapped[date] = mapped_column(Date)
    """The day the person was confirmed and registered: the clocks of the first visit and level start here."""
    management_number: Mapped[str | None] = mapped_column(String(20), unique=True)
    """Permanent, given once and never to anybody else."""
    display_number: Mapped[str | None] = mapped_column(String(20))
    """The place on the office's roster; may be given anew."""
    lives_here_since: Mapped[date | None] = mapped_column(Date)
    lives_here_proof: Mapped[str | None] = mapped_column(String(100))
    """What shows it: 居住证, 租房合同. Half a year with proof decides who enters the police lists."""
    remarks: Mapped[str | None] = mapped_column(Encrypted("patient.remarks"))
    """What the office wrote beside the person on its roster; never filled or changed by the program."""
    status: Mapped[str] = mapped_column(String(10))
    status_since: Mapped[date] = mapped_column(Date)
    status_source: Mapped[str | None] = mapped_column(String(100))
    marked_for_justice: Mapped[bool] = mapped_column(Boolean, default=False)
    """In community correction or released: the justice office may see the person."""
    level: Mapped[str | None] = mapped_column(String(6))
    level_decision_id: Mapped[int | None] = mapped_column(Integer)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"), index=True)
    """The record this one is read with, because both are of one person; then it is in nobody's scope."""
    village_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    """Where the person lives today, so that an office's people are found and counted at once. Like `rating` and
    `rated_on` it repeats what stands elsewhere: triggers alone write the three (migration 005)."""
    rating: Mapped[int | None] = mapped_column(Integer)
    """The latest danger rating by (rated_on, id)."""
    rated_on: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    version: Mapped[int] = mapped_column(Integer, default=1)
    __mapper_args__ = {"version_id_col": version}

    responsibilities: Mapped[list[Responsibility]] = relationship(
        back_populates="patient", lazy="raise_on_sql"
    )
    guardians: Mapped[list[Guardian]] = relationship(back_populates="patient", lazy="raise_on_sql")


class Responsibility(Base):
    """Which village answers for a person: by residence (visits, handling) or registration (insurance, cost)."""

    __tablename__ = "responsibility"
    __table_args__ = (
        CheckConstraint("kind IN ('residence', 'registration')", name="kind_known"),
        CheckConstraint("until_date IS NULL OR until_date >= from_date", name="dates_in_order"),
        Index(
            "uq_responsibility_current",
            "patient_id",
            "kind",
            unique=True,
            sqlite_where=text("until_date IS NULL"),
            postgresql_where=text("until_date IS NULL"),
        ),
        Index("ix_responsibility_unit_id_kind", "unit_id", "kind", "patient_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str] = mapped_column(String(12))
    from_date: Mapped[date] = mapped_column(Date)
    until_date: Mapped[date | None] = mapped_column(Date)
    patient: Mapped[Patient] = relationship(back_populates="responsibilities", lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")


class CareAssignment(Base):
    """The responsible cadre (包保责任人) of a person, dated [S1 定人定岗]."""

    __tablename__ = "care_assignment"
    __table_args__ = (
        Index(
            "uq_care_assignment_current",
            "patient_id",
            unique=True,
            sqlite_where=text("until_date IS NULL"),
            postgresql_where=text("until_date IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    from_date: Mapped[date] = mapped_column(Date)
    until_date: Mapped[date | None] = mapped_column(Date)


class Guardian(WithPublicId, Base):
    """A guardian (监护人) in the order of 民法典 27, 28 [L]; `until_date` set when they no longer are."""

    __tablename__ = "guardian"
    __table_args__ = (CheckConstraint("ability IN ('strong', 'weak', 'none')", name="ability_known"),)

    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    relation: Mapped[str] = mapped_column(String(20))
    """The word as spoken in the household: 妻, 父亲, 村民委员会."""
    phone: Mapped[str | None] = mapped_column(Encrypted("guardian.phone"))
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(16), index=True)
    identity_number: Mapped[str | None] = mapped_column(Encrypted("guardian.identity_number"))
    address: Mapped[str | None] = mapped_column(Encrypted("guardian.address"))
    ability: Mapped[str] = mapped_column(String(6), default="strong")
    place_in_order: Mapped[int] = mapped_column(Integer, default=1)
    from_date: Mapped[date] = mapped_column(Date)
    until_date: Mapped[date | None] = mapped_column(Date)
    basis: Mapped[str | None] = mapped_column(String(20))
    """Code of domain.guardianship.Basis; None where an older record does not say."""
    ended_reason: Mapped[str | None] = mapped_column(String(20))
    """Code of domain.guardianship.GuardianEnding."""
    ended_words: Mapped[str | None] = mapped_column(Encrypted("guardian.ended_words"))
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(Integer, default=1)
    __mapper_args__ = {"version_id_col": version}
    patient: Mapped[Patient] = relationship(back_populates="guardians", lazy="raise_on_sql")
