"""The triggers that keep rows from being changed or deleted, for the tables of migration 003 and later."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def freeze(op: Any, tables: Iterable[str]) -> None:
    """Refuse UPDATE on these tables."""
    for table in tables:
        _guard(op, f"{table}_no_update", "UPDATE", table)


def keep(op: Any, tables: Iterable[str]) -> None:
    """Refuse DELETE, and on PostgreSQL TRUNCATE, on these tables."""
    for table in tables:
        _guard(op, f"{table}_no_delete", "DELETE", table)
        if op.get_bind().dialect.name == "postgresql":
            _guard(op, f"{table}_no_truncate", "TRUNCATE", table, each="STATEMENT")


def _guard(op: Any, name: str, when: str, table: str, each: str = "ROW") -> None:
    if op.get_bind().dialect.name == "sqlite":
        body = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    else:
        body = f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"  # the function of migration 002
    op.execute(f"CREATE TRIGGER {name} BEFORE {when} ON {table} {body}")
