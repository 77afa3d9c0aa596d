"""The county's score sheet in force, and the edition a stored visit names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from mhapp import db
from mhapp.domain.score_sheet import ScoreSheet
from mhapp.models import ScoreSheetEdition
from mhapp.queries import rules_in_force
from mhapp.queries.rules_in_force import SCORE_SHEET, EditionKey

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
    return _read(rules_in_force.edition_in_force(unit_path, SCORE_SHEET, on))


def edition_of(edition_id: int) -> Edition:
    """The edition a visit was scored with."""
    public_id = db.session.scalar(_PUBLIC_ID, {"edition_id": edition_id})
    assert public_id is not None, "editions are never deleted"
    return _read(EditionKey(edition_id, public_id))


# Built once: every page of a visit asks.
_PUBLIC_ID = select(ScoreSheetEdition.public_id).where(ScoreSheetEdition.id == bindparam("edition_id"))


def _read(key: EditionKey) -> Edition:
    if key.public_id not in _READ:
        document = db.session.scalar(select(ScoreSheetEdition.document).where(ScoreSheetEdition.id == key.id))
        assert document is not None
        _READ[key.public_id] = ScoreSheet.from_dict(document)
    return Edition(key.id, key.public_id, _READ[key.public_id])
