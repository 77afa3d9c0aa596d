"""The audit chain: what is written stays, and what was tampered with is named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from mhapp import db
from mhapp.domain.roles import Role
from mhapp.models import AuditEvent, SignInSession
from mhapp.services import audit_chain
from tests.factories.people import an_account, appoint
from tests.factories.units import a_village

NOON = datetime(2026, 7, 14, 4, 0, tzinfo=UTC)


def three_rows() -> None:
    """Three acts in two transactions."""
    with db.transaction():
        audit_chain.record("patient:read", at=NOON, kind="patient", subject="abc")
        audit_chain.record("patient:list", at=NOON, count=12)
    with db.transaction():
        audit_chain.record("visit:record", at=NOON, kind="visit", subject="def")


def without_guard(engine: Engine, statement: str) -> None:
    """Do what only somebody with the whole database file in hand could do."""
    db.session.rollback()
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_event_no_update"))
            connection.execute(text("DROP TRIGGER audit_event_no_delete"))
        else:
            connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER USER"))
        connection.execute(text(statement))


def test_rows_are_numbered_without_gaps_and_hold(each_engine: Engine) -> None:
    three_rows()
    assert list(db.session.scalars(select(AuditEvent.seq).order_by(AuditEvent.seq))) == [1, 2, 3]
    verdict = audit_chain.verify()
    assert (verdict.rows, verdict.holds) == (3, True)


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE audit_event SET subject_id = 'xyz' WHERE seq = 1", 1),
        ("UPDATE audit_event SET act = 'patient:list' WHERE seq = 3", 3),
        ("DELETE FROM audit_event WHERE seq = 2", 2),
    ],
)
def test_the_first_row_that_was_tampered_with_is_named(
    database: Engine, statement: str, broken_at: int
) -> None:
    three_rows()
    without_guard(database, statement)
    assert audit_chain.verify().broken_at == broken_at


def test_a_tail_that_was_cut_off_shows_against_a_head_kept_elsewhere(database: Engine) -> None:
    three_rows()
    head = audit_chain.verify().head
    without_guard(database, "DELETE FROM audit_event WHERE seq = 3")
    assert audit_chain.verify().holds, "the chain alone cannot know"
    verdict = audit_chain.verify(known_head=head)
    assert (verdict.tail_cut, verdict.holds) == (True, False)


def test_a_row_of_another_history_does_not_fit_in_even_with_its_number(database: Engine) -> None:
    three_rows()
    third = dict(db.session.execute(text("SELECT * FROM audit_event WHERE seq = 3")).mappings().one())
    without_guard(database, "DELETE FROM audit_event WHERE seq > 1")
    with db.transaction():
        audit_chain.record("letter:print", at=NOON)
        audit_chain.record("visit:correct", at=NOON)
    assert audit_chain.verify().holds
    db.session.rollback()
    columns = ", ".join(third)
    with database.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("DELETE FROM audit_event WHERE seq = 3"))
        values = ", ".join(f":{name}" for name in third)
        connection.execute(text(f"INSERT INTO audit_event ({columns}) VALUES ({values})"), third)
    assert audit_chain.verify().broken_at == 3


def test_a_head_of_earlier_days_still_matches_after_more_rows(database: Engine) -> None:
    three_rows()
    head = audit_chain.verify().head
    three_rows()
    assert audit_chain.verify(known_head=head).holds


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET act = 'nothing'",
        "DELETE FROM audit_event",
    ],
)
def test_the_database_itself_refuses_to_change_a_row(each_engine: Engine, statement: str) -> None:
    three_rows()
    with pytest.raises(DBAPIError, match="append-only"), db.transaction():
        db.session.execute(text(statement))
    assert audit_chain.verify().rows == 3


def test_replacing_a_row_does_not_slip_past_on_sqlite(database: Engine) -> None:
    three_rows()
    with pytest.raises(DBAPIError, match="append-only"), db.transaction():
        db.session.execute(
            text(
                "INSERT OR REPLACE INTO audit_event (seq, at, act, hmac) VALUES (3, '2026-01-01', 'x', x'00')"
            )
        )


def test_an_act_that_is_rolled_back_leaves_no_row(database: Engine) -> None:
    with pytest.raises(ZeroDivisionError), db.transaction():
        audit_chain.record("visit:record", at=NOON)
        raise ZeroDivisionError
    three_rows()
    assert audit_chain.verify().rows == 3


def test_that_somebody_is_there_is_kept_with_an_act_and_without_one(each_engine: Engine) -> None:
    with db.transaction():
        account = an_account()
        held = appoint(account, Role.VILLAGE_CADRE, a_village())
        signed_in = SignInSession(
            token_hash=bytes(32), account_id=account.id, appointment_id=held.id, created_at=NOON,
            last_seen_at=NOON,
        )  # fmt: skip
        db.session.add(signed_in)
    for minutes, acts in ((2, 0), (4, 1), (6, 2)):
        at = NOON + timedelta(minutes=minutes)
        with db.transaction():
            audit_chain.seen(signed_in.id, at=at)
            for _ in range(acts):
                audit_chain.record("patient:read", at=at)
        db.session.expire_all()
        assert signed_in.last_seen_at == at
    assert (audit_chain.verify().rows, audit_chain.verify().holds) == (3, True)
