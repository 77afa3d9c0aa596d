"""What the database itself refuses for the tables of migration 003: the same guards as in 002."""

from alembic import op

from mhapp.migrations import guards

revision = "004"
down_revision = "003"

FROZEN: tuple[str, ...] = ()
"""Neither changed nor deleted."""
KEPT: tuple[str, ...] = ()
"""Changed, but never deleted."""


def upgrade() -> None:
    guards.freeze(op, FROZEN)
    guards.keep(op, FROZEN + KEPT)


def downgrade() -> None:
    raise RuntimeError("The guards are not taken off: restore the backup made before them")
