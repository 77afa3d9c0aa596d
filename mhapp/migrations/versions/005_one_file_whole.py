"""What one person's file still lacked: new tables and columns, and their guards.

The statements stand in `005_one_file_whole.sqlite.sql` and `005_one_file_whole.postgresql.sql`, one a block.
"""

from alembic import op

from mhapp.migrations import guards, repeated, schema

revision = "005"
down_revision = "004"

FROZEN: tuple[str, ...] = (
    "lead_paper",
    "lead_paper_print",
    "reward_halt",
    "reward_period",
    "reward_roster_sending",
)
"""Neither changed nor deleted."""
KEPT: tuple[str, ...] = ("justice_mark", "national_follow_up")
"""Changed, but never deleted."""
_FILE_PAGES = (
    "'registration_form', 'consent', 'approval', 'paper_decision', 'certificate', 'rating_report', 'visit_sheet', "
    "'signed_letter', 'forensic_report', 'incident_statement', 'change_form', 'other', 'daily_conduct', 'history', "
    "'hospital_record'"
)
_PAPERS = "'admission', 'consent', 'consent-blank', 'danger-report', 'exit', 'file', 'incident', 'level-change', 'move', "
WIDENED: dict[str, tuple[str, str, str]] = {
    "file_page": (
        "ck_file_page_kind_known",
        f"CHECK (kind IN ({_FILE_PAGES}))",
        f"CHECK (kind IN ({_FILE_PAGES}, 'follow_up', 'exit_proof'))",
    ),
    "paper": (
        "ck_paper_kind_known",
        f"CHECK (kind IN ({_PAPERS}'reasons', 'registration', 'visit'))",
        f"CHECK (kind IN ({_PAPERS}'move-letter', 'objection', 'reasons', 'registration', 'visit'))",
    ),
    "workbook_template": (
        "ck_workbook_template_kind_known",
        "CHECK (kind IN ('roster'))",
        "CHECK (kind IN ('roster', 'four_colours'))",
    ),
}
"""Table → constraint, what it said, what it says now."""
LONGER = ("lead", "arranged_ground", 12, 20)
"""Table, column, characters as they were and as they are: one ground is a longer word."""
SEVERAL_STOPS = (
    "reward_stop",
    ("uq_reward_stop_letter_id", "UNIQUE (letter_id)"),
    ("uq_reward_stop_letter_id_reason_stopped_on", "UNIQUE (letter_id, reason, stopped_on)"),
)
"""What stops a reward is found more than once: of one agreement each reason and day stands once."""

LOCK_THE_CHAIN = """
CREATE FUNCTION audit_chain_end(OUT seq BIGINT, OUT hmac BYTEA) LANGUAGE plpgsql AS $$ BEGIN
    PERFORM pg_advisory_xact_lock(5001991);
    SELECT last.seq, last.hmac INTO seq, hmac FROM audit_event AS last ORDER BY last.seq DESC LIMIT 1;
END $$
"""
"""Waits for its turn, then reads the newest row: in one call, and the second step sees what the wait was for."""


def upgrade() -> None:
    schema.change_unique(op, *SEVERAL_STOPS)  # before anything new points at it
    schema.run_statements(op, __file__)
    op.execute("DROP INDEX ix_patient_name_id")  # the wider one that begins alike does its work
    for table, (name, before, after) in WIDENED.items():
        schema.widen_check(op, table, name, before, after)
    schema.widen_text(op, *LONGER)
    guards.freeze(op, FROZEN)
    guards.keep(op, FROZEN + KEPT)
    repeated.keep_repeated(op)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(LOCK_THE_CHAIN)


def downgrade() -> None:
    raise RuntimeError("What people have entered is not thrown away: restore the backup made before it")
