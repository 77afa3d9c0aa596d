"""What the database itself refuses for the tables of migration 003: the same guards as in 002."""

from alembic import op

from mhapp.migrations import guards

revision = "004"
down_revision = "003"

FROZEN: tuple[str, ...] = (
    "paper",
    "paper_print",
    "consent",
    "designation_cost",
    "reward_roster",
    "reward_stop",
    "status_change",
)
"""Neither changed nor deleted."""
KEPT: tuple[str, ...] = (
    "household_entry",
    "lead",
    "lead_assessment",
    "lead_notice",
    "screening_round",
    "village_report",
    "incident",
    "designation",
    "file_page",
    "list_entry",
    "measure",
    "move",
    "objection",
    "readers_request",
    "record_merge",
    "registration_section",
    "responsible_unit",
    "reward_account",
    "reward_assessment",
    "reward_payment",
    "stand_in",
    "saved_view",
    "team_member",
    "workbook_export",
    "workbook_import",
    "workbook_template",
)
"""Changed, but never deleted."""


def upgrade() -> None:
    guards.freeze(op, FROZEN)
    guards.keep(op, FROZEN + KEPT)


def downgrade() -> None:
    raise RuntimeError("The guards are not taken off: restore the backup made before them")
