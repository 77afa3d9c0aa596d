"""What migrations do to tables: run the statements of a file, say a CHECK or what is unique anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import text


def run_statements(op: Any, migration: str) -> None:
    """Run the file that lies beside `migration` (its `__file__`) for the engine in use, one statement a block."""
    written = Path(migration).with_suffix(f".{op.get_bind().dialect.name}.sql").read_text()
    for statement in written.split(";\n"):
        if statement.strip():
            op.execute(statement)


def widen_check(op: Any, table: str, name: str, before: str, after: str) -> None:
    """Let the CHECK `name` of `table`, which said `before`, say `after`.

    Raises RuntimeError where the stored schema does not hold `before`.
    """
    if op.get_bind().dialect.name == "sqlite":
        _rewrite(op, table, before, after)
    else:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {after}")


def widen_text(op: Any, table: str, column: str, before: int, after: int) -> None:
    """Let a text of `after` characters into a column that took `before`; SQLite counts none, and only says so.

    Raises RuntimeError where the stored schema does not hold `before`.
    """
    if op.get_bind().dialect.name == "sqlite":
        _rewrite(op, table, f"{column} VARCHAR({before})", f"{column} VARCHAR({after})")
    else:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE VARCHAR({after})")


def change_unique(op: Any, table: str, before: tuple[str, str], after: tuple[str, str]) -> None:
    """Let `table` be unique by other columns: (name, UNIQUE (…)) as it was and as it shall be.

    For a table that nothing points at yet. Raises RuntimeError where the stored schema does not hold `before`.
    """
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {before[0]}")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {after[0]} {after[1]}")
        return
    connection, said = op.get_bind(), f"CONSTRAINT {before[0]} {before[1]}"
    stored = connection.execute(
        text("SELECT type, sql FROM sqlite_schema WHERE tbl_name = :t AND sql IS NOT NULL"), {"t": table}
    ).all()
    (made,) = (row.sql for row in stored if row.type == "table")
    if made.count(said) != 1:
        raise RuntimeError(f"The constraint of {table} is not the one this program knows")
    anew = made.replace(said, f"CONSTRAINT {after[0]} {after[1]}").replace(table, f"{table}_anew", 1)
    op.execute(anew)
    op.execute(f"INSERT INTO {table}_anew SELECT * FROM {table}")  # noqa: S608 - a table of ours
    op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE {table}_anew RENAME TO {table}")
    for row in stored:  # its indexes and triggers went with it
        if row.type != "table":
            op.execute(row.sql)


def _rewrite(op: Any, table: str, before: str, after: str) -> None:
    """Rewrite some words of the stored schema: rebuilding the table would drop its triggers in silence.

    SQLite's own documentation gives this way for constraints; the schema version makes other connections read anew.
    """
    connection = op.get_bind()
    version = connection.execute(text("PRAGMA schema_version")).scalar_one()
    connection.execute(text("PRAGMA writable_schema=ON"))
    rewritten = "UPDATE sqlite_schema SET sql = replace(sql, :b, :a)"
    changed = connection.execute(
        text(f"{rewritten} WHERE type = 'table' AND name = :t AND instr(sql, :b)"),
        {"b": before, "a": after, "t": table},
    )
    if changed.rowcount != 1:
        raise RuntimeError(f"The schema of {table} is not the one this program knows")
    connection.execute(text(f"PRAGMA schema_version={version + 1}"))
    connection.execute(text("PRAGMA writable_schema=OFF"))
