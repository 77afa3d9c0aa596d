"""Which editions of a county's rules are in force on a day: one question a transaction for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, event, literal, select, union_all

from mhapp import db
from mhapp.models import PolicyEdition, ScoreSheetEdition, Unit

SCORE_SHEET = "score_sheet"
"""The kind of the score sheet's editions; the others are PolicyEdition.kind."""
_KNOWN = "rules_known"


@dataclass(frozen=True)
class EditionKey:
    """An edition by its row and its opaque id."""

    id: int
    public_id: str


# Built once: every act on a person asks. A county has a handful of editions of each kind.
_EDITIONS = union_all(*(
    select(kind.label("kind"), table.id.label("row"), table.public_id.label("public_id"),
           table.effective_from.label("since"))
    .join(Unit, Unit.id == table.county_id)
    .where(Unit.path == bindparam("county"), table.effective_from <= bindparam("day"))
    for kind, table in ((PolicyEdition.kind, PolicyEdition), (literal(SCORE_SHEET), ScoreSheetEdition))
)).order_by("since", "row")  # fmt: skip


def edition_in_force(unit_path: str, kind: str, on: date) -> EditionKey:
    """The newest edition of the unit's county by that day. Raises LookupError where there is none: init ships one."""
    known, asked = _known_in_transaction(), (unit_path.split(".")[0], on)
    if asked not in known:
        rows = db.session.execute(_EDITIONS, {"county": asked[0], "day": on})
        # The last of a kind stays.
        known[asked] = {found.kind: EditionKey(found.row, found.public_id) for found in rows}
    try:
        return known[asked][kind]
    except KeyError:
        raise LookupError(f"no edition of {kind} is in force on {on} in this county") from None


def _known_in_transaction() -> dict[tuple[str, date], dict[str, EditionKey]]:
    """What the running transaction has asked already: one visit asks several times."""
    session = db.session()
    transaction, known = session.info.get(_KNOWN, (None, {}))
    if transaction is None or transaction is not session.get_transaction():
        known = {}
        session.connection()
        session.info[_KNOWN] = (session.get_transaction(), known)
    return known


@event.listens_for(PolicyEdition, "after_insert")
@event.listens_for(ScoreSheetEdition, "after_insert")
def _forget(_mapper: Any, _connection: Any, edition: Any) -> None:
    """A new edition may be in force from now on."""
    db.session().info.pop(_KNOWN, None)
