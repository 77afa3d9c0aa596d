"""Writes the invented county: every table in bulk, in an order the foreign keys allow, as one transaction."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import JSON, Table, bindparam, text, update

from mhapp import bulk, db
from mhapp.db import Base
from mhapp.demo.ledger import Ledger, Row
from mhapp.models import Patient

ORDER = (
    "unit", "account", "appointment", "score_sheet_edition", "policy_edition", "patient", "responsibility",
    "care_assignment", "guardian", "danger_rating", "visit", "suggestion_answer", "level_proposal",
    "proposal_step", "level_decision", "level_filing", "registration_section", "consent", "national_follow_up",
    "list_entry",
    "letter", "letter_print", "designation", "designation_cost", "reward_assessment", "reward_stop",
    "reward_account", "reward_roster", "reward_payment", "reward_period", "reward_roster_sending", "reward_halt",
    "incident", "objection", "lead", "lead_notice",
    "lead_assessment",
    "screening_round", "household_entry", "village_report", "status_change", "move", "team_member", "stand_in",
    "responsible_unit", "measure", "justice_mark", "due", "number_series",
)  # fmt: skip
AT_ONCE = 5000


def write(ledger: Ledger) -> None:
    """Put all rows into the database. The level of a person comes last: its decision must be there first."""
    levels = [
        {"patient": row["id"], "at": row["level"], "decision": row["level_decision_id"]}
        for row in ledger.rows["patient"]
        if row["level"]
    ]
    for row in ledger.rows["patient"]:
        row["level"] = row["level_decision_id"] = None
    for name in ORDER:
        _insert(Base.metadata.tables[name], ledger.rows[name])
    table = Base.metadata.tables[Patient.__tablename__]
    set_level = (
        update(table)
        .where(table.c.id == bindparam("patient"))
        .values(level=bindparam("at"), level_decision_id=bindparam("decision"))
    )
    for start in range(0, len(levels), AT_ONCE):
        db.session.execute(set_level, levels[start : start + AT_ONCE])
    _advance_sequences(ledger)
    _let_the_planner_know()


def _insert(table: Table, rows: list[Row]) -> None:
    """Rows of the same columns together. A JSON column without a value is left out, so that it is NULL."""
    documents = [column.name for column in table.c if isinstance(column.type, JSON)]
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(name for name in documents if row.get(name) is None)].append(row)
    for absent, group in groups.items():
        columns = [name for name in group[0] if name not in absent]
        for start in range(0, len(group), AT_ONCE):
            bulk.write(table, columns, group[start : start + AT_ONCE])


def _advance_sequences(ledger: Ledger) -> None:
    """On PostgreSQL the next row made by the application gets the next key.

    Drawn number by number: setting a sequence takes a right the application's role does not have.
    """
    if db.is_sqlite():
        return
    draw = text("SELECT count(nextval(pg_get_serial_sequence(:name, 'id'))) FROM generate_series(1, :rows)")
    for name in ORDER:
        if "id" in Base.metadata.tables[name].c:
            db.session.execute(draw, {"name": name, "rows": len(ledger.rows[name])})


def _let_the_planner_know() -> None:
    """On PostgreSQL lists take twice as long until the new tables are analysed; in a county's life autovacuum does it
    within a minute of what was written, and what comes in by a roster reads as fast before."""
    if not db.is_sqlite():
        db.session.execute(text("ANALYZE"))
