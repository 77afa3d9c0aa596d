"""What the database itself refuses: changing what is append-only, and deleting what is never deleted."""

from alembic import op

revision = "002"
down_revision = "001"

FROZEN = (
    "audit_event",
    "proposal_step",
    "level_decision",
    "level_filing",
    "letter_print",
    "score_sheet_edition",
    "policy_edition",
    "danger_rating",
    "suggestion_answer",
    "proposal_fact",
    "field_change",
)
"""Neither changed nor deleted."""
KEPT = (
    "unit",
    "account",
    "appointment",
    "patient",
    "guardian",
    "responsibility",
    "care_assignment",
    "visit",
    "level_proposal",
    "letter",
    "due",
    "stored_file",
    "submission",
    "job",
)
"""Changed, but never deleted."""
VISIT_AS_ENTERED = (
    "number",
    "patient_id",
    "unit_id",
    "author_id",
    "visit_date",
    "entered_at",
    "manner",
    "seen",
    "control",
    "is_attempt",
    "answers",
    "edition_id",
    "rating_id",
    "points",
    "shown_level",
    "suggested_level",
    "incomplete",
    "score_record",
    "notes",
    "agreed",
    "corrects_id",
)
"""A visit stays as it was entered; only its being superseded is noted on it."""


def upgrade() -> None:
    _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql()


def _sqlite() -> None:
    def guard(name: str, when: str, table: str) -> None:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )

    for table in FROZEN:
        guard(f"{table}_no_update", "UPDATE", table)
    for table in FROZEN + KEPT:
        guard(f"{table}_no_delete", "DELETE", table)
    guard("visit_as_entered", f"UPDATE OF {', '.join(VISIT_AS_ENTERED)}", "visit")


def _postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )

    def guard(name: str, when: str, table: str, each: str = "ROW") -> None:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH {each} EXECUTE FUNCTION refuse_change()"
        )

    for table in FROZEN:
        guard(f"{table}_no_update", "UPDATE", table)
    for table in FROZEN + KEPT:
        guard(f"{table}_no_delete", "DELETE", table)
        guard(f"{table}_no_truncate", "TRUNCATE", table, each="STATEMENT")
    guard("visit_as_entered", f"UPDATE OF {', '.join(VISIT_AS_ENTERED)}", "visit")


def downgrade() -> None:
    raise RuntimeError("The guards are not taken off: restore the backup made before them")
