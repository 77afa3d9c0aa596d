"""The ledger of letters (责任书台账): what is to be signed, runs out, has run out or ended, in the viewer's scope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.disclosure import Group, Seen, may_see
from mhapp.domain.letter_state import LetterState
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Guardian, Letter, Patient, Unit
from mhapp.queries.letter_rows import letter_row, letter_rows
from mhapp.queries.policies import clocks_of
from mhapp.queries.scope import in_scope

ON_A_PAGE = 50


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
    """Letters of one group (a key of GROUPS), of one village (its public id) or all, the first to run out first."""
    announced = clocks_of(viewer.unit_path, today).letters_announced(today)
    may = in_scope(viewer) if may_see(viewer.role, Group.LETTERS) else false()
    whose = [may, *([Unit.public_id == village] if village else [])]
    counts = {name: _count([*whose, one(today, announced)]) for name, one in GROUPS.items()}
    pages = max(1, ceil(counts[group] / ON_A_PAGE))
    page = min(max(1, page), pages)
    query = (
        letter_rows()
        .add_columns(Patient.public_id, Patient.name, Unit.name, Guardian.name)
        .join(Patient, Patient.id == Letter.patient_id)
        .join(Guardian, Guardian.id == Letter.guardian_id)
        .where(*whose, GROUPS[group](today, announced))
        .order_by(Letter.term_until, Letter.id)
        .offset((page - 1) * ON_A_PAGE)
        .limit(ON_A_PAGE)
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


def _count(conditions: list[ColumnElement[bool]]) -> int:
    query = (
        select(func.count(Letter.id))
        .join(Patient, Patient.id == Letter.patient_id)
        .join(Unit, Unit.id == Letter.unit_id)
        .where(*conditions)
    )
    return db.session.scalar(query) or 0


def _stands() -> ColumnElement[bool]:
    """Signed, not ended, and nothing signed goes on from it."""
    later = aliased(Letter)
    renewed = exists().where(later.renews_id == Letter.id, later.signed_on.is_not(None)).correlate(Letter)
    return and_(Letter.signed_on.is_not(None), Letter.ended_on.is_(None), ~renewed)


def _to_sign(today: date, announced: date) -> ColumnElement[bool]:
    return and_(Letter.signed_on.is_(None), Letter.ended_on.is_(None))


def _expiring(today: date, announced: date) -> ColumnElement[bool]:
    return and_(_stands(), Letter.term_until >= today, Letter.term_until <= announced)


def _expired(today: date, announced: date) -> ColumnElement[bool]:
    return and_(_stands(), Letter.term_until < today)


def _in_force(today: date, announced: date) -> ColumnElement[bool]:
    return and_(_stands(), Letter.term_until > announced)


def _ended(today: date, announced: date) -> ColumnElement[bool]:
    return Letter.ended_on.is_not(None)


GROUPS: dict[str, Callable[[date, date], ColumnElement[bool]]] = {
    "to_sign": _to_sign,
    "expiring": _expiring,
    "expired": _expired,
    "in_force": _in_force,
    "ended": _ended,
}
"""The ledger's groups in the order they ask for work: today and the last announced end → a condition."""
