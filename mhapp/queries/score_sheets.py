"""The county's score sheet in force, and the edition a stored visit names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, select

from mhapp import db
from mhapp.domain.score_sheet import ScoreSheet
from mhapp.models import ScoreSheetEdition, Unit

_READ: dict[str, ScoreSheet] = {}
"""Editions already read, by their opaque id: a published edition never changes."""


@dataclass(frozen=True)
class Edition:
    """An edition with its keys."""

    id: int
    public_id: str
    sheet: ScoreSheet


def edition_in_force(unit_path: str, on: date) -> Edition:
    """The edition of the unit's county in force on a day. Raises LookupError where there is none: init ships one."""
    found = _edition(_IN_FORCE, {"county": unit_path.split(".")[0], "day": on})
    if found is None:
        raise LookupError(f"no score sheet is in force on {on} in this county")
    return found


def edition_of(edition_id: int) -> Edition:
    """The edition a visit was scored with."""
    found = _edition(_ONE, {"edition_id": edition_id})
    assert found is not None, "editions are never deleted"
    return found


# Built once: the live score asks after every answer.
_EDITIONS = select(ScoreSheetEdition.id, ScoreSheetEdition.public_id)
_ONE = _EDITIONS.where(ScoreSheetEdition.id == bindparam("edition_id"))
_IN_FORCE = (
    _EDITIONS.join(Unit, Unit.id == ScoreSheetEdition.county_id)
    .where(Unit.path == bindparam("county"), ScoreSheetEdition.effective_from <= bindparam("day"))
    .order_by(ScoreSheetEdition.effective_from.desc(), ScoreSheetEdition.id.desc())
    .limit(1)
)


def _edition(query: Select[*tuple[Any, ...]], values: dict[str, Any]) -> Edition | None:
    row = db.session.execute(query, values).one_or_none()
    if row is None:
        return None
    if row.public_id not in _READ:
        document = db.session.scalar(select(ScoreSheetEdition.document).where(ScoreSheetEdition.id == row.id))
        assert document is not None
        _READ[row.public_id] = ScoreSheet.from_dict(document)
    return Edition(row.id, row.public_id, _READ[row.public_id])
