"""Every edition of one thing a county has decided for itself, newest first, with the days each was in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from mhapp import db
from mhapp.models import Account, PolicyEdition, Unit


@dataclass(frozen=True)
class PublishedEdition:
    """One edition as a history shows it. `ended_on`: the first day another was in force; None while none is."""

    public_id: str
    edition: str
    document: dict[str, Any]
    effective_from: date
    ended_on: date | None
    published_at: datetime
    published_by: str | None

    def in_force(self, on: date) -> bool:
        """Whether it holds that day."""
        return self.effective_from <= on and (self.ended_on is None or on < self.ended_on)


def editions_of(unit_path: str, kind: str) -> list[PublishedEdition]:
    """Those of the county a unit lies in."""
    found = db.session.execute(
        select(PolicyEdition, Account.name)
        .join(Unit, Unit.id == PolicyEdition.county_id)
        .outerjoin(Account, Account.id == PolicyEdition.published_by_id)
        .where(Unit.path == unit_path.split(".")[0], PolicyEdition.kind == kind)
        .order_by(PolicyEdition.effective_from.desc(), PolicyEdition.id.desc())
    ).all()
    rows: list[PublishedEdition] = []
    after: date | None = None
    for row, name in found:
        rows.append(
            PublishedEdition(
                row.public_id, row.edition, row.document, row.effective_from, after, row.published_at, name
            )
        )
        after = row.effective_from
    return rows
