"""Opening and closing what is due. A due is closed by a record, never by a tick; nothing is deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from mhapp import db
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.roles import Role
from mhapp.models import Due

RecordKey = tuple[str, int | None]
"""What started or closed a due: the table's name and the row's id."""


def open_due(
    kind: DueKind,
    *,
    patient_id: int | None,
    unit_id: int,
    role: Role,
    started_by: RecordKey,
    due_on: date,
    at: datetime,
) -> Due:
    """Put one thing on the list of a unit, for one of its roles, until 24:00 of `due_on`.

    Within `held_open` it is stored at the end, and has no key before.
    """
    due = Due(
        **due_row(
            kind,
            patient_id=patient_id,
            unit_id=unit_id,
            role=role,
            started_by=started_by,
            due_on=due_on,
            at=at,
        )
    )
    if (held := _held(patient_id)) is not None:
        held.append(due)
        return due
    db.session.add(due)
    db.session.flush()
    return due


def due_row(
    kind: DueKind,
    *,
    patient_id: int | None,
    unit_id: int,
    role: Role,
    started_by: RecordKey,
    due_on: date,
    at: datetime,
) -> dict[str, Any]:
    """The columns of an open due, for who writes many at once."""
    return {
        "kind": kind.value,
        "patient_id": patient_id,
        "owed_by_unit_id": unit_id,
        "owed_by_role": role.value,
        "started_by_kind": started_by[0],
        "started_by_id": started_by[1],
        "started_at": at,
        "due_on": due_on,
    }


# Built once: every act on a person asks.
_OPEN = (
    select(Due)
    .where(
        Due.patient_id == bindparam("patient_id"),
        Due.closed_at.is_(None),
        Due.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(Due.id)
)
_OPEN_OF_RECORD = _OPEN.where(
    Due.started_by_kind == bindparam("record_kind"), Due.started_by_id == bindparam("record_id")
)


_HELD = "open_dues_held"


@contextmanager
def held_open(patient_id: int) -> Iterator[None]:
    """Read a person's open dues once for what happens inside, which opens and closes them here and nowhere else.

    For one act with many consequences: each of them asks what is open. What they close and open is written at the
    end, in this order: of some kinds there is one at a time.
    """
    found = list(
        db.session.scalars(_OPEN, {"patient_id": patient_id, "kinds": [kind.value for kind in DueKind]})
    )
    info = db.session().info
    info[_HELD] = (patient_id, [*found])
    try:
        yield
        opened = info[_HELD][1][len(found) :]
    finally:
        del info[_HELD]
    db.session.flush()
    if opened:
        db.session.execute(_STORE, [_row_of(due) for due in opened])


_STORE = Due.__table__.insert()  # type: ignore[attr-defined]
"""By the table: nobody asks for the keys, so that all go in one statement."""
_COLUMNS = [column.name for column in Due.__table__.columns if column.name not in {"id", "public_id"}]


def _row_of(due: Due) -> dict[str, Any]:
    return {name: getattr(due, name) for name in _COLUMNS}


def _held(patient_id: int | None) -> list[Due] | None:
    """What is held for a person, None where nothing is."""
    holder, found = db.session().info.get(_HELD, (None, None))
    return found if holder == patient_id else None


def open_dues_of(
    patient_id: int, kinds: Collection[DueKind], *, started_by: RecordKey | None = None
) -> list[Due]:
    """The open dues of these kinds for one person, oldest first; `started_by` narrows to what one record started."""
    if (held := _held(patient_id)) is not None:
        return [due for due in held if _is_asked_for(due, kinds, started_by)]
    asked: dict[str, Any] = {"patient_id": patient_id, "kinds": [kind.value for kind in kinds]}
    if started_by is None:
        return list(db.session.scalars(_OPEN, asked))
    return list(
        db.session.scalars(
            _OPEN_OF_RECORD, {**asked, "record_kind": started_by[0], "record_id": started_by[1]}
        )
    )


def _is_asked_for(due: Due, kinds: Collection[DueKind], started_by: RecordKey | None) -> bool:
    started = started_by is None or (due.started_by_kind, due.started_by_id) == started_by
    return due.closed_at is None and due.kind in kinds and started


def close_dues(
    patient_id: int,
    kinds: Collection[DueKind],
    *,
    closed_by: RecordKey,
    at: datetime,
    started_by: RecordKey | None = None,
) -> list[Due]:
    """Close the open dues of these kinds with the record that met them; answers those it closed."""
    closed = open_dues_of(patient_id, kinds, started_by=started_by)
    for due in closed:
        close(due, closed_by=closed_by, at=at)
    if closed:
        settle(patient_id)
    return closed


def settle(patient_id: int) -> None:
    """Write what has been closed, so that the next of its kind may be opened; what is held waits for its end."""
    if _held(patient_id) is None:
        db.session.flush()


def close_tasks(
    started_by: RecordKey,
    kinds: Collection[DueKind],
    *,
    closed_by: RecordKey,
    at: datetime,
    desk: tuple[int, Role] | None = None,
) -> list[Due]:
    """Close the open dues of these kinds that one record started; `desk` (unit id, role) narrows to one office."""
    query = select(Due).where(
        Due.started_by_kind == started_by[0],
        Due.started_by_id == started_by[1],
        Due.patient_id.is_(None),
        Due.closed_at.is_(None),
        Due.kind.in_([kind.value for kind in kinds]),
    )
    if desk is not None:
        query = query.where(Due.owed_by_unit_id == desk[0], Due.owed_by_role == desk[1].value)
    found = list(db.session.scalars(query.order_by(Due.id)))
    for due in found:
        close(due, closed_by=closed_by, at=at)
    db.session.flush()
    return found


def close(due: Due, *, closed_by: RecordKey, at: datetime) -> None:
    """Close one due with the record that met it."""
    due.closed_at = at
    due.closed_by_kind, due.closed_by_id = closed_by


def dues_closed_by(record: RecordKey, kinds: Collection[DueKind]) -> list[Due]:
    """The dues of these kinds that one record closed, oldest first."""
    return list(
        db.session.scalars(
            select(Due)
            .where(
                Due.closed_by_kind == record[0],
                Due.closed_by_id == record[1],
                Due.kind.in_([kind.value for kind in kinds]),
            )
            .order_by(Due.id)
        )
    )
