"""What one person's file still lacked: new tables and columns, and their guards.

The statements stand in `005_one_file_whole.sqlite.sql` and `005_one_file_whole.postgresql.sql`, one a block.
"""

from alembic import op

from mhapp.migrations import guards, schema

revision = "005"
down_revision = "004"

FROZEN: tuple[str, ...] = ()
"""Neither changed nor deleted."""
KEPT: tuple[str, ...] = ()
"""Changed, but never deleted."""
WIDENED: dict[str, tuple[str, str, str]] = {}
"""Table → constraint, what it said, what it says now."""


def upgrade() -> None:
    schema.run_statements(op, __file__)
    for table, (name, before, after) in WIDENED.items():
        schema.widen_check(op, table, name, before, after)
    guards.freeze(op, FROZEN)
    guards.keep(op, FROZEN + KEPT)


def downgrade() -> None:
    raise RuntimeError("What people have entered is not thrown away: restore the backup made before it")
