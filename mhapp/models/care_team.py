"""Who is responsible: leading group, its office, care teams, stand-ins, and the responsible unit of a person."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from mhapp.crypto import Encrypted
from mhapp.db import Base
from mhapp.domain.care_team import TeamKind
from mhapp.models.types import UtcInstant, WithPublicId, one_of


class TeamMember(WithPublicId, Base):
    """One person on a dated list: the leading group (领导小组), its office, or a village's care team (关爱帮扶小组)."""

    __tablename__ = "team_member"
    __table_args__ = (
        one_of("team", TeamKind),
        CheckConstraint("until_date IS NULL OR until_date >= from_date", name="dates_in_order"),
        Index("ix_team_member_unit_id_team", "unit_id", "team", "until_date"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    """The village of a care team; the county or township of a leading group and its office."""
    team: Mapped[str] = mapped_column(String(15))
    name: Mapped[str] = mapped_column(String(40))
    post: Mapped[str] = mapped_column(String(60))
    """What the person is in the team: 组长, 成员, 村医."""
    employer: Mapped[str] = mapped_column(String(60))
    """The unit the person comes from, in words."""
    duty_phone: Mapped[str | None] = mapped_column(Encrypted("team_member.duty_phone"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    from_date: Mapped[date] = mapped_column(Date)
    until_date: Mapped[date | None] = mapped_column(Date)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[datetime] = mapped_column(UtcInstant)


class StandIn(WithPublicId, Base):
    """Who takes another cadre's people from one day until another, both included (代班)."""

    __tablename__ = "stand_in"
    __table_args__ = (
        CheckConstraint("until_date >= from_date", name="dates_in_order"),
        CheckConstraint("account_id <> stand_in_id", name="somebody_else"),
        Index("ix_stand_in_stand_in_id", "stand_in_id", "until_date"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    """Whose people they are."""
    stand_in_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    """The village."""
    from_date: Mapped[date] = mapped_column(Date)
    until_date: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(100))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcInstant)


class ResponsibleUnit(WithPublicId, Base):
    """The responsible unit (责任单位) of a person and its leader, dated [S1]."""

    __tablename__ = "responsible_unit"
    __table_args__ = (
        Index(
            "uq_responsible_unit_current",
            "patient_id",
            unique=True,
            sqlite_where=text("until_date IS NULL"),
            postgresql_where=text("until_date IS NULL"),
        ),
    )

    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    unit_words: Mapped[str] = mapped_column(String(60))
    leader: Mapped[str] = mapped_column(String(40))
    post: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str | None] = mapped_column(Encrypted("responsible_unit.phone"))
    from_date: Mapped[date] = mapped_column(Date)
    until_date: Mapped[date | None] = mapped_column(Date)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
