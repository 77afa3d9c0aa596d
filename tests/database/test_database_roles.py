"""On PostgreSQL the application's role owns nothing: it can write, but not take the guards off (docs/deployment.md)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from mhapp import db, upgrade
from mhapp.config import settings_from
from mhapp.jobs.queue import open_queue
from tests.fixtures.postgresql import Cluster


@pytest.fixture(scope="module")
def as_application(postgresql: Cluster, keys_file: object) -> Iterator[psycopg.Connection]:
    """The application's role on a database that the owner's role migrated; it may ring the worker's bell."""
    postgresql.execute("CREATE ROLE mhapp_owner LOGIN")
    postgresql.execute("CREATE ROLE mhapp LOGIN")
    postgresql.execute("CREATE DATABASE mhapp OWNER mhapp_owner")
    with psycopg.connect(postgresql.dsn("mhapp"), autocommit=True) as owner:
        owner.execute(
            "ALTER DEFAULT PRIVILEGES FOR ROLE mhapp_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO mhapp"
        )
        owner.execute(
            "ALTER DEFAULT PRIVILEGES FOR ROLE mhapp_owner GRANT USAGE, SELECT ON SEQUENCES TO mhapp"
        )
        owner.execute("GRANT ALL ON SCHEMA public TO mhapp_owner")
        owner.execute("CREATE SCHEMA queue AUTHORIZATION mhapp")
        owner.execute("ALTER ROLE mhapp IN DATABASE mhapp SET search_path = queue, public")
    engine = db.make_engine(postgresql.url("mhapp").replace("://postgres@", "://mhapp_owner@"))
    upgrade.upgrade(engine)
    engine.dispose()
    dsn = postgresql.dsn("mhapp").replace("user=postgres", "user=mhapp")
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield connection


def test_the_application_can_write_but_not_take_the_guards_off(as_application: psycopg.Connection) -> None:
    as_application.execute(
        "INSERT INTO audit_event (seq, at, act, hmac) VALUES (1, now(), 'sign_in:accepted', decode('00', 'hex'))"
    )
    for statement in (
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_event_no_delete ON audit_event",
        "TRUNCATE audit_event",
        "SET session_replication_role = replica",
        "DROP TABLE audit_event",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_application.execute(statement)
    with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
        as_application.execute("DELETE FROM audit_event")


def test_the_application_can_ring_the_worker(as_application: psycopg.Connection, tmp_path: Path) -> None:
    info = as_application.info
    url = f"postgresql+psycopg://mhapp@/mhapp?host={info.host}"
    settings = settings_from({"MHAPP_INSTANCE": str(tmp_path), "MHAPP_DATABASE_URL": url})
    queue = open_queue(settings)
    queue.task(name="ring")(lambda: None)()
    assert queue.pending_count() == 1
    queue.storage.close()
