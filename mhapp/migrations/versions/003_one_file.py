"""One person, one file: leads, registration, moves, the file's pages, rewards, workbooks.

New tables and columns stand in `003_one_file.sqlite.sql` and `003_one_file.postgresql.sql`, one statement a block.
"""

from pathlib import Path

from alembic import op
from sqlalchemy import text

revision = "003"
down_revision = "002"

WIDENED = {
    "stored_file": (
        "ck_stored_file_kind_known",
        "CHECK (kind IN ('jpeg', 'png', 'pdf'))",
        "CHECK (kind IN ('jpeg', 'png', 'pdf', 'xlsx'))",
    ),
}
"""Table → constraint, what it said, what it says now."""


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in Path(__file__).with_name(f"003_one_file.{dialect}.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
    for table, (name, before, after) in WIDENED.items():
        _on_sqlite(table, before, after) if dialect == "sqlite" else _on_postgresql(table, name, after)


def _on_sqlite(table: str, before: str, after: str) -> None:
    """Rewrite one CHECK in the stored schema: rebuilding the table would drop its triggers in silence.

    SQLite's own documentation gives this way for constraints; the schema version makes other connections read anew.
    """
    connection = op.get_bind()
    version = connection.execute(text("PRAGMA schema_version")).scalar_one()
    connection.execute(text("PRAGMA writable_schema=ON"))
    changed = connection.execute(
        text("UPDATE sqlite_schema SET sql = replace(sql, :b, :a) WHERE type = 'table' AND name = :t AND instr(sql, :b)"),
        {"b": before, "a": after, "t": table},
    )
    if changed.rowcount != 1:
        raise RuntimeError(f"The constraint of {table} is not the one this program knows")
    connection.execute(text(f"PRAGMA schema_version={version + 1}"))
    connection.execute(text("PRAGMA writable_schema=OFF"))


def _on_postgresql(table: str, name: str, after: str) -> None:
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {after}")


def downgrade() -> None:
    raise RuntimeError("What people have entered is not thrown away: restore the backup made before it")
