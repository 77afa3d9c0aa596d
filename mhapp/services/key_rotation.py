"""Sealing again, with the newest key, what older keys have sealed. Rows that may never change keep their key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Row, Table, select, type_coerce, update
from sqlalchemy import LargeBinary as Bytes

from mhapp import db
from mhapp.crypto import Encrypted, decrypt, encrypt, keys
from mhapp.models import DesignationCost, FieldChange, InstallationFact, RewardStop

BATCH = 500
FROZEN = frozenset({DesignationCost.__tablename__, FieldChange.__tablename__, RewardStop.__tablename__})
"""Append-only: a trigger refuses to change them, so the keys they were sealed with must be kept."""


def sealed_columns() -> list[tuple[Table, Column[str]]]:
    """Every encrypted column of a table that may be changed."""
    return [
        (table, column)
        for table in db.Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Encrypted) and table.name not in FROZEN
    ]


def note_key_number(number: int) -> None:
    """Remember that this database needs a key: it does not start without it."""
    fact = db.session.get(InstallationFact, "key_numbers")
    if fact is None:
        db.session.add(InstallationFact(name="key_numbers", value=f"1,{number}" if number > 1 else "1"))
    elif str(number) not in fact.value.split(","):
        fact.value = f"{fact.value},{number}"


def reseal() -> int:
    """Seal every value again that an older key sealed, a batch a transaction; how many."""
    return sum(_reseal_column(table, column) for table, column in sealed_columns())


def _reseal_column(table: Table, column: Column[str]) -> int:
    assert isinstance(column.type, Encrypted)
    count = 0
    for rows in _batches(table, column):
        with db.transaction():
            for row in rows:
                db.session.execute(
                    update(table)
                    .where(table.c.id == row.id, type_coerce(column, Bytes) == row.sealed)
                    .values({column.name: type_coerce(_again(row.sealed, column.type.label), Bytes)})
                )
        count += len(rows)
    return count


def _again(sealed: bytes, label: str) -> bytes:
    return encrypt(decrypt(bytes(sealed), label), label)


def _batches(table: Table, column: Column[str]) -> Iterator[list[Row[Any]]]:
    current, last = keys().current, 0
    while True:
        found = db.session.execute(
            select(table.c.id, type_coerce(column, Bytes).label("sealed"))
            .where(table.c.id > last, column.is_not(None))
            .order_by(table.c.id)
            .limit(BATCH)
        ).all()
        db.session.rollback()
        if not found:
            return
        last = found[-1].id
        yield [row for row in found if bytes(row.sealed)[0] != current]
