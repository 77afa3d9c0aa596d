"""The database: engine, session, one way to begin a change and one way to end it. Knows no Flask.

A transaction that may change something begins with BEGIN IMMEDIATE on SQLite, before anything is read:
a deferred transaction that reads first and writes later fails at once under load, and the busy timeout
does not help it. On PostgreSQL it is READ COMMITTED, and services lock the record they decide on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import pq
from sqlalchemy import Dialect, Engine, MetaData, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

SQLITE_SETTINGS = {
    "journal_mode": "wal",
    "synchronous": "2",
    "foreign_keys": "1",
    "recursive_triggers": "1",
    "busy_timeout": "8000",
}
"""What every SQLite connection runs with; `synchronous` 2 is FULL: an answered submission survives kill -9."""


POSTGRESQL_SETTINGS = {
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "plan_cache_mode": "force_custom_plan",
}
"""What every PostgreSQL connection runs with: compiling a statement, or starting helpers for it, takes longer than
any page's answer does. And each statement is planned for what it asks: one plan for a village and a county alike
takes the county's home twenty times as long."""


class Base(DeclarativeBase):
    """The parent of every table. Constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


_factory = sessionmaker(expire_on_commit=False)
session: scoped_session[Session] = scoped_session(_factory)


def connect(url: str) -> Engine:
    """Make the engine for `url` and bind the session to it. Raises RuntimeError when SQLite is set wrongly."""
    engine = make_engine(url)
    session.remove()
    _factory.configure(bind=engine)
    if engine.dialect.name == "sqlite":
        assert_sqlite_settings(engine)
    return engine


def disconnect() -> None:
    """Close every connection of this process; the next use opens new ones. Before a fork: none may be shared."""
    session.remove()
    engine = session.get_bind()
    engine.dispose()  # type: ignore[union-attr]  # always an engine here, see connect()


def make_engine(url: str) -> Engine:
    """An engine with the house's settings; statements in errors never show their values."""
    sqlite = make_url(url).get_backend_name() == "sqlite"
    options: dict[str, Any] = {} if sqlite else _postgresql_options()
    engine = create_engine(url, hide_parameters=True, **options)
    if sqlite:
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "do_connect", _connect_postgresql)
    return engine


def _postgresql_options() -> dict[str, Any]:
    settings = " ".join(f"-c {name}={value}" for name, value in POSTGRESQL_SETTINGS.items())
    return {
        "pool_size": 8, "max_overflow": 8, "pool_pre_ping": True, "connect_args": {"options": settings},
    }  # fmt: skip


class _Connection(psycopg.Connection[Any]):
    """A connection that keeps its prepared statements after a ROLLBACK.

    psycopg drops them then, since tables made in that transaction are gone. Serving makes no tables, and ends every
    page with a ROLLBACK: each statement of each request would be parsed and planned as if it were new.
    """

    def rollback(self) -> None:
        if self.pgconn.transaction_status in _IN_TRANSACTION:
            self.pgconn.exec_(b"ROLLBACK")
        super().rollback()  # says so where that was not possible, and does nothing where it was


_IN_TRANSACTION = (pq.TransactionStatus.INTRANS, pq.TransactionStatus.INERROR)


def _connect_postgresql(_dialect: Dialect, _record: Any, words: Any, names: Any) -> psycopg.Connection[Any]:
    return _Connection.connect(*words, **names)


def _set_up_sqlite(connection: Any, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for name, value in SQLITE_SETTINGS.items():
        connection.execute(f"PRAGMA {name} = {value}")


def _begin_sqlite(connection: Any) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def assert_sqlite_settings(engine: Engine) -> None:
    """Refuse to start on a SQLite connection that would not keep an acknowledged submission."""
    with engine.connect() as connection:
        for name, expected in SQLITE_SETTINGS.items():
            actual = str(connection.execute(text(f"PRAGMA {name}")).scalar())
            if actual != expected:
                raise RuntimeError(f"SQLite setting {name} is {actual}, and must be {expected}")


def is_sqlite() -> bool:
    """Whether the session is bound to SQLite."""
    return session.get_bind().dialect.name == "sqlite"


def insert(table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say what happens where the row stands already (`on_conflict_do_…`)."""
    return sqlite.insert(table) if is_sqlite() else postgresql.insert(table)


def begin_write() -> None:
    """Begin a transaction that may change something. Must come before the first read."""
    session.connection(execution_options={"writes": True})


def reuse_plans() -> None:
    """Plan the statements of the running change once a connection and not each time: for acts that are all by key.

    Said of one act and not of all connections, see POSTGRESQL_SETTINGS. A quarter of a visit's time was planning.
    """
    if not is_sqlite():
        session.connection().exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")


def write_many() -> None:
    """Let PostgreSQL keep the plans of what follows every row, from here to the end of the running change.

    Triggers and the checks of foreign keys ask once a row: planned each time, they took longer than the writing.
    """
    session.connection().exec_driver_sql("SET LOCAL plan_cache_mode = auto")


def is_changing() -> bool:
    """Whether the running transaction began as one that may change something."""
    return bool(session.connection().get_execution_options().get("writes", False))


def finish() -> None:
    """Commit the running transaction: the only commit in the code."""
    session.commit()


@contextmanager
def transaction() -> Iterator[scoped_session[Session]]:
    """Run a block as one change: committed at its end, rolled back when it raises."""
    session.rollback()
    begin_write()
    try:
        yield session
        finish()
    except BaseException:
        session.rollback()
        raise
