"""One letter as lists show it: its rows read into a state, with the county's own announcement of an end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import Exists, Row, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased, defer

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.letter_state import LetterRecord, LetterState, state_of
from mhapp.domain.letter_text import LetterKind
from mhapp.models import Account, Letter, LetterPrint, Unit
from mhapp.queries.policies import clocks_of

LetterFound = Row[Letter, str, str, bool, bool]
"""A letter, who issued it, its village's path, whether it was printed, whether a signed one goes on from it."""


@dataclass(frozen=True)
class LetterRow:
    """One letter as a list shows it."""

    public_id: str
    number: str
    kind: LetterKind
    state: LetterState
    term_from: date
    term_until: date
    issued_on: date
    issued_by: str
    signed_on: date | None


@cache
def letter_rows() -> Select[Letter, str, str, bool, bool]:
    """Letters with what `letter_row` reads, unordered, of everybody: callers say whose. Built once."""
    return (
        select(Letter, Account.name, Unit.path, _is_printed(), is_renewed())
        .join(Account, Account.id == Letter.issued_by_id)
        .join(Unit, Unit.id == Letter.unit_id)
        .options(defer(Letter.snapshot))  # no list shows what a letter says
    )


def letter_row(found: LetterFound, today: date) -> LetterRow:
    """The row of a letter as it stands on a day."""
    letter, issued_by, path, printed, renewed = found
    record = LetterRecord(
        printed=printed,
        signed_on=letter.signed_on,
        ended_on=letter.ended_on,
        term_from=letter.term_from,
        term_until=letter.term_until,
        renewed=renewed,
    )
    return LetterRow(
        public_id=letter.public_id,
        number=letter.number,
        kind=LetterKind(letter.kind),
        state=state_of(record, today=today, announced=clocks_of(path, today).letters_announced(today)),
        term_from=letter.term_from,
        term_until=letter.term_until,
        issued_on=beijing_date(letter.issued_at),
        issued_by=issued_by,
        signed_on=letter.signed_on,
    )


def letters_of(patient_id: int, *, today: date) -> list[LetterRow]:
    """All letters of a person, newest first."""
    query = letter_rows().where(Letter.patient_id == patient_id).order_by(Letter.id.desc())
    return read_letter_rows(query, today)


def read_letter_rows(query: Select[Letter, str, str, bool, bool], today: date) -> list[LetterRow]:
    """The rows of a query made from `letter_rows`."""
    return [letter_row(found, today) for found in db.session.execute(query)]


_LATER = aliased(Letter)
_GOES_ON = and_(
    _LATER.signed_on.is_not(None), or_(_LATER.ended_on.is_(None), _LATER.ended_on >= _LATER.term_from)
)


def _is_printed() -> Exists:
    prints = aliased(LetterPrint)
    return exists().where(prints.letter_id == Letter.id)


def is_renewed() -> Exists:
    """A condition on Letter: a signed one goes on from it, and was not ended before its own term began."""
    return exists().where(_LATER.renews_id == Letter.id, _GOES_ON).correlate(Letter)


def renewals_of(letter_ids: Sequence[int]) -> Select[int | None, date]:
    """Of these letters the ids that others go on from, with the day each of those begins."""
    return select(_LATER.renews_id, _LATER.term_from).where(_LATER.renews_id.in_(letter_ids), _GOES_ON)


def renewed() -> Select[int | None]:
    """Ids of all letters of which `is_renewed` holds: for asking it of many."""
    # Any number, said as more than 0: so SQLite too finds the few there are along the index.
    return select(_LATER.renews_id).where(_LATER.renews_id > 0, _GOES_ON)
