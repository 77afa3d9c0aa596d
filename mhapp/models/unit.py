"""Units of the organisation tree: county → township → village."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mhapp.db import Base
from mhapp.domain.roles import UnitKind
from mhapp.models.types import WithPublicId, one_of


class Unit(WithPublicId, Base):
    """A county, township or village. `path` is the codes from the county down, joined by dots."""

    __tablename__ = "unit"
    __table_args__ = (one_of("kind", UnitKind),)

    kind: Mapped[str] = mapped_column(String(10))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    code: Mapped[str] = mapped_column(String(12), unique=True)
    path: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    short_name: Mapped[str] = mapped_column(String(20))
    """As in document numbers, without 镇 or 村: 石盘."""
    duty_phone: Mapped[str | None] = mapped_column(String(30))
    """The office's public number, for letters; not a person's."""
    clinic_phone: Mapped[str | None] = mapped_column(String(30))
    parent: Mapped[Unit | None] = relationship(remote_side="Unit.id", lazy="raise_on_sql")
