"""How people stand in the lists kept elsewhere, read from what was recorded; and the rules as shipped."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from sqlalchemy import select

from mhapp import db
from mhapp.domain.list_entry import ListAct, ListRules, ListSystem, Standing
from mhapp.models import ListEntry

_FILE = Path(__file__).resolve().parent.parent / "data" / "list_entry.toml"


@cache
def list_rules() -> ListRules:
    """The lists as the data file says them."""
    return ListRules.from_dict(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def standings_of(patient_id: int) -> dict[ListSystem, Standing]:
    """Where the person is listed by the last act recorded as done in each list.

    Whom the health system was never asked for stands in it: people taken over from a roster do [A].
    """
    found = db.session.scalars(
        select(ListEntry)
        .where(ListEntry.patient_id == patient_id, ListEntry.done_at.is_not(None))
        .order_by(ListEntry.id)
    )
    asked = any(entry.system == ListSystem.HEALTH for entry in open_entries_of([patient_id]))
    standings = {ListSystem.HEALTH: Standing(listed=not asked)}
    for row in found:
        system, listed = ListSystem(row.system), row.act != ListAct.REMOVE
        standings[system] = Standing(listed, row.control_grade if listed else None)
    return standings


def open_entries_of(patient_ids: Sequence[int]) -> list[ListEntry]:
    """What is asked for and neither done nor dropped, oldest first."""
    return list(
        db.session.scalars(
            select(ListEntry)
            .where(
                ListEntry.patient_id.in_(patient_ids),
                ListEntry.done_at.is_(None),
                ListEntry.dropped_at.is_(None),
            )
            .order_by(ListEntry.id)
        )
    )


def may_be_regraded(entry: ListEntry) -> bool:
    """Whether this is what stands in 先发: done, not a removal, nothing recorded after it and nothing asked for."""
    if entry.system != ListSystem.PRIORITY or entry.done_at is None or entry.act == ListAct.REMOVE:
        return False
    later = db.session.scalar(
        select(ListEntry.id)
        .where(
            ListEntry.patient_id == entry.patient_id,
            ListEntry.system == entry.system,
            ListEntry.id > entry.id,
            ListEntry.dropped_at.is_(None),
        )
        .limit(1)
    )
    return later is None
