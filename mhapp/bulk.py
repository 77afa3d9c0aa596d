"""Many rows at once, for who writes one or thousands by the same rule: one statement a table, keys drawn beforehand.

Said row by row, or asked for its key after each, either engine takes several times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import psycopg
from sqlalchemy import JSON, Connection, Table, func, select
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from mhapp import db
from mhapp.db import Base

MANY = 100
"""Rows from which it pays to say beforehand that they are many."""
Row = Mapping[str, Any]


def store(model: type[Base], rows: Sequence[Row]) -> list[int]:
    """Write rows of one table, all with the same columns, and answer their keys in the same order.

    What a row leaves out is what the model gives. Raises IntegrityError as a flush does.
    """
    if not rows:
        return []
    db.session.flush()  # what they point to goes before them
    table = Base.metadata.tables[model.__tablename__]
    keys = _draw_keys(table, len(rows))
    given = [column for column in table.c if column.default is not None and column.name not in rows[0]]
    whole = [
        {**row, **{column.name: _given(column.default) for column in given}, "id": key}
        for row, key in zip(rows, keys, strict=True)
    ]
    write(table, list(whole[0]), whole)
    return keys


def write(table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Write these columns of rows that hold everything already, their keys too."""
    connection = db.session.connection()
    readers = [(name, _reader(table.c[name].type, connection.dialect)) for name in columns]
    lines = (tuple(read(row[name]) if read else row[name] for name, read in readers) for row in rows)
    quote = connection.dialect.identifier_preparer.quote
    place = f"{quote(table.name)} ({', '.join(quote(name) for name in columns)})"
    if db.is_sqlite():
        values = ", ".join("?" for _ in columns)
        connection.exec_driver_sql(f"INSERT INTO {place} VALUES ({values})", list(lines))  # noqa: S608  # own names
    else:
        if len(rows) >= MANY:
            db.write_many()
        _copy(connection, f"COPY {place} FROM STDIN", lines)


def _copy(connection: Connection, words: str, lines: Iterable[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(words) as copy:
            for line in lines:
                copy.write_row(line)
    except psycopg.Error as error:  # said as of every other statement
        if driver.closed:  # else its ROLLBACK fails while the page that says so is drawn
            connection.invalidate(error)
        raise DBAPIError.instance(words, None, error, psycopg.Error, hide_parameters=True) from error


def _draw_keys(table: Table, count: int) -> list[int]:
    """The next keys: nobody else writes on SQLite now, and nobody else draws the same ones on PostgreSQL."""
    if db.is_sqlite():
        last: int = db.session.scalars(select(func.coalesce(func.max(table.c.id), 0))).one()
        return list(range(last + 1, last + 1 + count))
    sequence = func.pg_get_serial_sequence(table.name, "id")
    drawn = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
    return sorted(db.session.scalars(drawn))


def _given(default: Any) -> Any:
    return default.arg(None) if default.is_callable else default.arg


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """How a value of this type is handed to the driver. Documents that many rows share are written out once."""
    read = kind.dialect_impl(dialect).bind_processor(dialect)
    if read is None or not isinstance(kind, JSON):
        return read
    known: dict[int, Any] = {}

    def once(value: Any) -> Any:
        if id(value) not in known:
            known[id(value)] = read(value)
        return known[id(value)]

    return once
