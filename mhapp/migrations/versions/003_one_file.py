"""One person, one file: leads, registration, moves, the file's pages, rewards, workbooks.

New tables and columns stand in `003_one_file.sqlite.sql` and `003_one_file.postgresql.sql`, one statement a block.
"""

from alembic import op

from mhapp.migrations import schema

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
    schema.run_statements(op, __file__)
    for table, (name, before, after) in WIDENED.items():
        schema.widen_check(op, table, name, before, after)


def downgrade() -> None:
    raise RuntimeError("What people have entered is not thrown away: restore the backup made before it")
