"""All tables of the house.

The statements stand in `001_tables.sqlite.sql` and `001_tables.postgresql.sql`, one a block: the level's foreign
key runs in a circle (person → decision → person), which SQLite takes inside CREATE TABLE and PostgreSQL after it.
"""

from alembic import op

from mhapp.migrations import schema

revision = "001"
down_revision = None


def upgrade() -> None:
    schema.run_statements(op, __file__)


def downgrade() -> None:
    raise RuntimeError("The first migration is not undone: restore the backup made before it")
