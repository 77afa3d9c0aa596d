"""All tables of the house.

The statements stand in `001_tables.sqlite.sql` and `001_tables.postgresql.sql`, one a block: the level's foreign
key runs in a circle (person → decision → person), which SQLite takes inside CREATE TABLE and PostgreSQL after it.
"""

from pathlib import Path

from alembic import op

revision = "001"
down_revision = None


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in Path(__file__).with_name(f"001_tables.{dialect}.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("The first migration is not undone: restore the backup made before it")
