"""What the database itself refuses. Each guard is on a list written by hand, is there on both engines, and holds.

Alembic's comparison sees neither triggers nor CHECKs, and rebuilding a table on SQLite drops them in silence:
whoever adds or drops a guard writes it here too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from mhapp import db
from mhapp.crypto import new_public_id
from tests.factories.every_table import NOON, a_row_in_every_table

NEVER_CHANGED = [
    "audit_event", "consent", "danger_rating", "designation_cost", "field_change", "lead_paper",
    "lead_paper_print", "letter_print", "level_decision", "level_filing", "paper", "paper_print",
    "policy_edition", "proposal_fact", "proposal_step", "reward_halt", "reward_period", "reward_roster",
    "reward_roster_sending", "reward_stop", "score_sheet_edition", "status_change", "suggestion_answer",
]  # fmt: skip
NEVER_DELETED = [
    *NEVER_CHANGED, "account", "appointment", "care_assignment", "designation", "due", "file_page",
    "guardian", "household_entry", "incident", "job", "justice_mark", "lead", "lead_assessment", "lead_notice",
    "letter", "level_proposal", "list_entry", "measure", "move", "national_follow_up", "objection", "patient",
    "readers_request", "record_merge", "registration_section", "responsibility", "responsible_unit", "reward_account",
    "reward_assessment", "reward_payment", "saved_view", "screening_round", "stand_in", "stored_file",
    "submission", "team_member", "unit", "village_report", "visit", "workbook_export", "workbook_import",
    "workbook_template",
]  # fmt: skip
REPEATING = [
    "danger_rating_is_repeated",
    "record_merge_is_repeated",
    "responsibility_added_is_repeated",
    "responsibility_changed_is_repeated",
]
"""They write what a person's row repeats: tests/database/test_repeated.py."""
VISIT_COLUMNS = [
    "number", "patient_id", "unit_id", "author_id", "visit_date", "entered_at", "manner", "seen", "control",
    "is_attempt", "answers", "edition_id", "rating_id", "points", "shown_level", "suggested_level", "incomplete",
    "score_record", "notes", "agreed", "corrects_id",
]  # fmt: skip

# guard, table, what a second row says that it must not
CHECKS: list[tuple[str, str, dict[str, Any]]] = [
    ("ck_appointment_dates_in_order", "appointment", {"until_date": date(2019, 12, 31)}),
    ("ck_appointment_role_known", "appointment", {"role": "mayor"}),
    ("ck_consent_outcome_known", "consent", {"outcome": "unsure"}),
    ("ck_consent_said_by_known", "consent", {"said_by": "doctor"}),
    ("ck_danger_rating_level_in_range", "danger_rating", {"level": 6}),
    ("ck_designation_ground_known", "designation", {"ground": "bored"}),
    ("ck_designation_outcome_known", "designation", {"outcome": "lost", "decided_on": date(2026, 7, 2)}),
    ("ck_designation_outcome_with_day", "designation", {"decided_on": date(2026, 7, 2)}),
    (
        "ck_designation_received_first",
        "designation",
        {"outcome": "designated", "decided_on": date(2026, 7, 2), "received_on": None},
    ),
    ("ck_designation_cost_amount_not_zero", "designation_cost", {"amount": 0}),
    ("ck_designation_cost_kind_known", "designation_cost", {"kind": "gift"}),
    ("ck_reward_assessment_amount_confirmed", "reward_assessment", {"amount": 1}),
    ("ck_reward_assessment_amounts_not_negative", "reward_assessment", {"proposed": -1}),
    ("ck_reward_halt_kind_known", "reward_halt", {"kind": "lost"}),
    ("ck_reward_roster_sending_receiver_known", "reward_roster_sending", {"receiver": "nobody"}),
    ("ck_reward_payment_result_with_day", "reward_payment", {"result_on": date(2026, 7, 2)}),
    ("ck_reward_payment_state_known", "reward_payment", {"state": "lost", "result_on": date(2026, 7, 2)}),
    ("ck_reward_stop_reason_known", "reward_stop", {"reason": "mood"}),
    ("ck_due_closed_by_record", "due", {"closed_at": datetime(2026, 7, 2, tzinfo=UTC)}),
    ("ck_file_page_kind_known", "file_page", {"kind": "photo"}),
    ("ck_file_page_part_known", "file_page", {"part": 9}),
    ("ck_file_page_withdrawn_with_reason", "file_page", {"withdrawn_at": datetime(2026, 7, 2, tzinfo=UTC)}),
    ("ck_guardian_ability_known", "guardian", {"ability": "good"}),
    ("ck_job_state_known", "job", {"state": "lost"}),
    ("ck_household_entry_nobody_seen", "household_entry", {"outcome": "nobody"}),
    ("ck_household_entry_outcome_known", "household_entry", {"outcome": "gone"}),
    ("ck_household_entry_seen_among_persons", "household_entry", {"seen": 9}),
    ("ck_justice_mark_dates_in_order", "justice_mark", {"ended_on": date(2026, 6, 30), "ended_at": NOON}),
    ("ck_justice_mark_ended_with_day", "justice_mark", {"ended_at": NOON}),
    ("ck_lead_assessment_result_known", "lead_assessment", {"result": "guilty"}),
    ("ck_lead_cleared_of_name", "lead", {"state": "cleared", "cleared_at": NOON}),
    ("ck_lead_cleared_with_day", "lead", {"cleared_at": NOON, "name": None, "identity_index": None}),
    ("ck_lead_confirmed_with_patient", "lead", {"patient_id": 1}),
    ("ck_lead_notice_acknowledged_by_somebody", "lead_notice", {"acknowledged_at": NOON}),
    ("ck_lead_sex_known", "lead", {"sex": "x"}),
    ("ck_lead_source_known", "lead", {"source": "rumour"}),
    ("ck_lead_state_known", "lead", {"state": "lost"}),
    ("ck_letter_kind_known", "letter", {"kind": "warning"}),
    ("ck_letter_signature_recorded", "letter", {"signed_on": date(2026, 7, 2)}),
    ("ck_level_decision_level_known", "level_decision", {"level": "purple"}),
    ("ck_level_decision_level_or_exit", "level_decision", {"exit_ground": "death"}),
    ("ck_level_decision_level_with_review", "level_decision", {"review_by": None}),
    ("ck_level_decision_source_known", "level_decision", {"source": "machine"}),
    ("ck_level_filing_kind_known", "level_filing", {"kind": "nation"}),
    ("ck_level_proposal_from_level_known", "level_proposal", {"from_level": "purple"}),
    ("ck_level_proposal_level_or_exit", "level_proposal", {"exit_ground": "death"}),
    ("ck_level_proposal_target_level_known", "level_proposal", {"target_level": "purple"}),
    ("ck_list_entry_act_known", "list_entry", {"act": "forget"}),
    ("ck_list_entry_control_grade_known", "list_entry", {"control_grade": "3"}),
    (
        "ck_list_entry_done_or_dropped",
        "list_entry",
        {"done_on": date(2026, 7, 2), "done_at": NOON, "dropped_at": NOON},
    ),
    ("ck_list_entry_done_with_day", "list_entry", {"done_at": NOON}),
    ("ck_list_entry_system_known", "list_entry", {"system": "rumours"}),
    ("ck_measure_ended_when_over", "measure", {"state": "done"}),
    ("ck_measure_state_known", "measure", {"state": "perhaps", "ended_at": NOON}),
    ("ck_move_answered_when_over", "move", {"state": "accepted"}),
    ("ck_move_kind_known", "move", {"kind": "moon"}),
    ("ck_move_receiver_within", "move", {"to_unit_id": None}),
    ("ck_move_state_known", "move", {"state": "perhaps", "answered_at": NOON}),
    ("ck_paper_kind_known", "paper", {"kind": "gossip"}),
    ("ck_lead_paper_kind_known", "lead_paper", {"kind": "gossip"}),
    ("ck_national_follow_up_withdrawn_with_reason", "national_follow_up", {"withdrawn_at": NOON}),
    ("ck_objection_about_known", "objection", {"about": "letter"}),
    ("ck_objection_lodged_for_known", "objection", {"lodged_for": "neighbour"}),
    (
        "ck_objection_outcome_known",
        "objection",
        {"outcome": "lost", "answered_at": datetime(2026, 7, 2, tzinfo=UTC)},
    ),
    ("ck_objection_outcome_with_answer", "objection", {"outcome": "upheld"}),
    ("ck_patient_identity_or_reason", "patient", {"identity_number": None}),
    ("ck_patient_level_known", "patient", {"level": "purple", "level_decision_id": 1}),
    ("ck_patient_level_with_decision", "patient", {"level": "green"}),
    ("ck_patient_sex_known", "patient", {"sex": "x"}),
    ("ck_patient_status_known", "patient", {"status": "gone"}),
    ("ck_record_merge_two_records", "record_merge", {"gone_id": 1}),
    ("ck_readers_request_asked_for_known", "readers_request", {"asked_for": "neighbour"}),
    ("ck_responsibility_dates_in_order", "responsibility", {"until_date": date(2019, 12, 31)}),
    ("ck_responsibility_kind_known", "responsibility", {"kind": "holiday"}),
    ("ck_stand_in_dates_in_order", "stand_in", {"until_date": date(2026, 6, 30)}),
    ("ck_stand_in_somebody_else", "stand_in", {"stand_in_id": 1}),
    ("ck_status_change_previous_status_known", "status_change", {"previous_status": "gone"}),
    ("ck_status_change_status_known", "status_change", {"status": "gone"}),
    (
        "ck_screening_round_closed_after_opened",
        "screening_round",
        {"opened_at": None, "households": None, "persons": None, "closed_at": NOON},
    ),
    ("ck_screening_round_numbers_above_nothing", "screening_round", {"households": 0}),
    ("ck_screening_round_opened_with_numbers", "screening_round", {"households": None}),
    ("ck_screening_round_span_known", "screening_round", {"span": "week"}),
    ("ck_stored_file_kind_known", "stored_file", {"kind": "exe"}),
    ("ck_team_member_dates_in_order", "team_member", {"until_date": date(2026, 6, 30)}),
    ("ck_team_member_team_known", "team_member", {"team": "friends"}),
    ("ck_unit_kind_known", "unit", {"kind": "province"}),
    ("ck_village_report_sent_with_number", "village_report", {"leads": None}),
    ("ck_visit_control_known", "visit", {"control": "maybe"}),
    ("ck_visit_manner_known", "visit", {"manner": "letter"}),
    ("ck_visit_scored_unless_attempt", "visit", {"points": None}),
    ("ck_visit_shown_level_known", "visit", {"shown_level": "purple"}),
    ("ck_visit_suggested_level_known", "visit", {"suggested_level": "purple"}),
    (
        "ck_workbook_export_decided_by_somebody",
        "workbook_export",
        {"decided_at": datetime(2026, 7, 2, tzinfo=UTC)},
    ),
    ("ck_workbook_export_kind_known", "workbook_export", {"kind": "everything"}),
    (
        "ck_workbook_export_second_person",
        "workbook_export",
        {"decided_by_id": 1, "asked_by_id": 1, "decided_at": datetime(2026, 7, 2, tzinfo=UTC)},
    ),
    ("ck_workbook_export_state_known", "workbook_export", {"state": "lost"}),
    ("ck_workbook_import_state_known", "workbook_import", {"state": "lost"}),
    ("ck_workbook_template_kind_known", "workbook_template", {"kind": "letter"}),
]
ONE_AT_A_TIME: list[tuple[str, str, dict[str, Any]]] = [
    ("uq_care_assignment_current", "care_assignment", {}),
    ("uq_designation_open", "designation", {}),
    ("uq_due_open_visit", "due", {}),
    ("uq_reward_account_current", "reward_account", {}),
    ("uq_reward_assessment_period", "reward_assessment", {}),
    ("uq_reward_payment_standing", "reward_payment", {}),
    ("uq_justice_mark_open", "justice_mark", {}),
    ("uq_level_proposal_open", "level_proposal", {}),
    ("uq_list_entry_open", "list_entry", {}),
    ("uq_move_asked", "move", {}),
    ("uq_national_follow_up_stands", "national_follow_up", {}),
    ("uq_proposal_step_once", "proposal_step", {}),
    ("uq_record_merge_gone", "record_merge", {}),
    ("uq_responsibility_current", "responsibility", {}),
    ("uq_workbook_template_in_force", "workbook_template", {}),
    ("uq_responsible_unit_current", "responsible_unit", {}),
]
LEVEL_KEY = "fk_patient_level_decision"
UNIQUE_VALUES = {"public_id", "number", "code", "path", "management_number", "key", "edition"}
UNIQUE_BYTES = {"phone_index", "identity_index", "token_hash"}


def another_row(engine: Engine, table_name: str, changes: dict[str, Any]) -> None:
    """Write a second row like the first, with fresh names and these changes."""
    table = db.Base.metadata.tables[table_name]
    with engine.connect() as connection:
        row = dict(connection.execute(select(table).order_by(*table.primary_key).limit(1)).one()._mapping)
        for name in row.keys() & UNIQUE_VALUES:
            row[name] = new_public_id()[:12]
        for name in row.keys() & UNIQUE_BYTES:
            row[name] = new_public_id()[:16].encode()
        if table_name == "patient":
            row |= {"level": None, "level_decision_id": None}
        del row["id"]
        connection.execute(insert(table).values({**row, **changes}))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A row in every guarded table; shared, since every test here is refused or rolled back."""
    engine = db.connect(request.getfixturevalue(f"{request.param}_file_database"))
    a_row_in_every_table()
    db.finish()
    db.session.remove()
    yield engine
    engine.dispose()


def triggers_of(engine: Engine) -> set[str]:
    """The names of all triggers."""
    question = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[engine.dialect.name]
    with engine.connect() as connection:
        return set(connection.execute(text(question)).scalars())


def test_the_triggers_are_those_on_the_list(each_engine: Engine) -> None:
    expected = {f"{table}_no_update" for table in NEVER_CHANGED} | {
        f"{table}_no_delete" for table in NEVER_DELETED
    }
    expected |= {"visit_as_entered", *REPEATING}
    if each_engine.dialect.name == "postgresql":
        expected |= {f"{table}_no_truncate" for table in NEVER_DELETED}
    assert triggers_of(each_engine) == expected


def test_the_checks_are_those_on_the_list(each_engine: Engine) -> None:
    inspector = inspect(each_engine)
    found = {
        c["name"] for table in inspector.get_table_names() for c in inspector.get_check_constraints(table)
    }
    assert found == {guard for guard, _, _ in CHECKS}


def test_the_partial_unique_indexes_are_those_on_the_list(each_engine: Engine) -> None:
    inspector = inspect(each_engine)
    found = {
        index["name"]
        for table in inspector.get_table_names()
        for index in inspector.get_indexes(table)
        if index["unique"]
        and index.get("dialect_options", {}).get(f"{each_engine.dialect.name}_where") is not None
    }
    assert found == {guard for guard, _, _ in ONE_AT_A_TIME} | {
        "uq_visit_corrects_id",
        "uq_visit_moved_from_id",
    }


def test_the_level_hangs_on_its_decision(each_engine: Engine) -> None:
    keys = {
        tuple(key["constrained_columns"]): (key["referred_table"], tuple(key["referred_columns"]))
        for key in inspect(each_engine).get_foreign_keys("patient")
    }
    assert keys["level_decision_id", "id", "level"] == ("level_decision", ("id", "patient_id", "level"))


@pytest.mark.parametrize(("guard", "table", "changes"), CHECKS, ids=[guard for guard, _, _ in CHECKS])
def test_a_check_refuses(filled: Engine, guard: str, table: str, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=guard):
        another_row(filled, table, changes)


@pytest.mark.parametrize(
    ("guard", "table", "changes"), ONE_AT_A_TIME, ids=[guard for guard, _, _ in ONE_AT_A_TIME]
)
def test_there_is_only_one_at_a_time(filled: Engine, guard: str, table: str, changes: dict[str, Any]) -> None:
    told = guard if filled.dialect.name == "postgresql" else rf"UNIQUE constraint failed: {table}\."
    with pytest.raises(IntegrityError, match=told):
        another_row(filled, table, changes)


def test_a_visit_is_corrected_once(filled: Engine) -> None:
    visit = db.Base.metadata.tables["visit"]
    with filled.connect() as connection:
        first = dict(connection.execute(select(visit).limit(1)).one()._mapping)
        del first["id"]
        second, third = ({**first, "number": n, "public_id": n, "corrects_id": 1} for n in ("访2", "访3"))
        connection.execute(insert(visit).values(second))
        with pytest.raises(IntegrityError, match=r"uq_visit_corrects_id|visit\.corrects_id"):
            connection.execute(insert(visit).values(third))


@pytest.mark.parametrize("level", ["orange", "red"])
def test_nobody_has_a_level_without_a_decision_of_their_own(filled: Engine, level: str) -> None:
    with pytest.raises(IntegrityError, match=rf"{LEVEL_KEY}|FOREIGN KEY constraint failed"):
        another_row(filled, "patient", {"level": level, "level_decision_id": 1})


def test_a_level_is_not_changed_beside_its_decision(filled: Engine) -> None:
    with (
        pytest.raises(IntegrityError, match=rf"{LEVEL_KEY}|FOREIGN KEY constraint failed"),
        filled.begin() as c,
    ):
        c.execute(text("UPDATE patient SET level = 'red'"))


@pytest.mark.parametrize("table", NEVER_CHANGED)
def test_what_is_append_only_is_not_changed(filled: Engine, table: str) -> None:
    column = next(iter(db.Base.metadata.tables[table].primary_key)).name
    with pytest.raises(DBAPIError, match=f"{table} is append-only"), filled.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET {column} = {column}"))


@pytest.mark.parametrize("table", NEVER_DELETED)
def test_nothing_is_deleted(filled: Engine, table: str) -> None:
    with pytest.raises(DBAPIError, match=f"{table} is append-only"), filled.begin() as connection:
        connection.execute(text(f"DELETE FROM {table}"))


@pytest.mark.parametrize("column", VISIT_COLUMNS)
def test_a_visit_stays_as_it_was_entered(filled: Engine, column: str) -> None:
    with pytest.raises(DBAPIError, match="visit is append-only"), filled.begin() as connection:
        connection.execute(text(f"UPDATE visit SET {column} = {column}"))


def test_that_a_visit_is_superseded_may_be_noted(filled: Engine) -> None:
    with filled.connect() as connection:
        changed = connection.execute(text("UPDATE visit SET superseded_at = '2026-07-02 00:00:00'"))
    assert changed.rowcount == 1


def test_a_row_is_not_replaced_behind_the_triggers(filled: Engine) -> None:
    sqlite = "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event"
    postgresql = "TRUNCATE audit_event"
    statement = sqlite if filled.dialect.name == "sqlite" else postgresql
    with pytest.raises(DBAPIError, match="audit_event is append-only"), filled.begin() as connection:
        connection.execute(text(statement))
