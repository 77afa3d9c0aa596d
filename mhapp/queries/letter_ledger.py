"""The ledger of letters (责任书台账): what is to be signed, runs out, has run out or ended, in the viewer's scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, select, true

from mhapp import db
from mhapp.domain.disclosure import Group, Seen, may_see
from mhapp.domain.letter_state import LetterState
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Guardian, Letter, Patient, Unit
from mhapp.queries.letter_rows import letter_row, letter_rows, renewed
from mhapp.queries.policies import clocks_of
from mhapp.queries.scope import counted_in_scope, in_scope

ON_A_PAGE = 50
GROUPS = ("to_sign", "expiring", "expired", "in_force", "ended")
"""The ledger's groups in the order they ask for work."""


@dataclass(frozen=True)
class LetterLine:
    """One letter before disclosure. Fields of disclosure.FIELDS["letter_line"]."""

    public_id: str
    patient_id: str
    name: str
    village_name: str
    number: str
    kind: LetterKind
    state: LetterState
    term_from: date
    term_until: date
    guardian_name: str


@dataclass(frozen=True)
class LetterLedger:
    """One page of the ledger and how many letters there are in each group."""

    rows: list[Seen]
    counts: dict[str, int]
    page: int
    pages: int


def letter_ledger(viewer: Viewer, *, group: str, village: str, page: int, today: date) -> LetterLedger:
    """Letters of one group (one of GROUPS), of one village (its public id) or all, the first to run out first."""
    announced = clocks_of(viewer.unit_path, today).letters_announced(today)
    which: list[ColumnElement[bool]] = [true() if may_see(viewer.role, Group.LETTERS) else false()]
    if village:
        which.append(Letter.unit_id.in_(select(Unit.id).where(Unit.public_id == village).correlate(None)))
    groups = _groups(today, announced)
    counts = _counts([counted_in_scope(viewer), *which], groups)
    pages = max(1, ceil(counts[group] / ON_A_PAGE))
    page = min(max(1, page), pages)
    # The page's ids first, along an index: what the letters say is then read for fifty of them.
    shown = (
        _letters(select(Letter.id), [in_scope(viewer), *which, groups[group]])
        .order_by(Letter.term_until, Letter.id)
        .offset((page - 1) * ON_A_PAGE)
        .limit(ON_A_PAGE)
        .subquery()
    )
    query = (
        letter_rows()
        .add_columns(Patient.public_id, Patient.name, Unit.name, Guardian.name)
        .join(Patient, Patient.id == Letter.patient_id)
        .join(Guardian, Guardian.id == Letter.guardian_id)
        .join(shown, shown.c.id == Letter.id)
        .order_by(Letter.term_until, Letter.id)
    )
    rows = [Seen("letter_line", _line(found, today), viewer.role) for found in db.session.execute(query)]
    return LetterLedger(rows, counts, page, pages)


def _line(found: Any, today: date) -> LetterLine:
    row = letter_row(found[:5], today)
    return LetterLine(
        public_id=row.public_id,
        patient_id=found[5],
        name=found[6],
        village_name=found[7],
        number=row.number,
        kind=row.kind,
        state=row.state,
        term_from=row.term_from,
        term_until=row.term_until,
        guardian_name=found[8],
    )


def _counts(whose: Sequence[ColumnElement[bool]], groups: dict[str, ColumnElement[bool]]) -> dict[str, int]:
    """How many letters each group has. One statement."""
    numbers = [func.count().filter(its).label(name) for name, its in groups.items()]
    return dict(db.session.execute(_letters(select(*numbers), whose)).one()._mapping)


def _letters(query: Any, conditions: Sequence[ColumnElement[bool]]) -> Any:
    return query.select_from(Letter).join(Patient, Patient.id == Letter.patient_id).where(*conditions)


def _groups(today: date, announced: date) -> dict[str, ColumnElement[bool]]:
    """What makes a letter stand in each of GROUPS; in none once something signed goes on from it."""
    unended, until = Letter.ended_on.is_(None), Letter.term_until
    signed, last = and_(unended, Letter.signed_on.is_not(None)), Letter.id.not_in(renewed())
    return {
        "to_sign": and_(unended, Letter.signed_on.is_(None)),
        "expiring": and_(until.between(today, announced), signed, last),
        "expired": and_(until < today, signed, last),
        "in_force": and_(until > announced, signed, last),
        "ended": Letter.ended_on.is_not(None),
    }
