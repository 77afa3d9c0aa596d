"""How the program speaks to PostgreSQL."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DataError, OperationalError

from mhapp import bulk, db
from mhapp.db import Base
from tests.fixtures.postgresql import Cluster


def test_what_is_asked_often_stays_prepared_though_every_page_ends_with_a_rollback(
    postgresql: Cluster,
) -> None:
    engine = db.make_engine(postgresql.url("postgres"))
    with engine.connect() as connection:
        for _ in range(8):
            connection.execute(text("SELECT CAST(:asked AS INTEGER)"), {"asked": 1})
            connection.rollback()
        prepared = connection.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar()
        assert prepared == 1
        with pytest.raises(DataError):
            connection.execute(text("SELECT 1/0"))
        connection.rollback()
        assert connection.execute(text("SELECT 2")).scalar() == 2, (
            "a failed statement is rolled back like any other"
        )
    engine.dispose()


def test_a_rollback_on_a_connection_that_is_gone_says_so_and_the_pool_opens_another(
    postgresql: Cluster,
) -> None:
    engine = db.make_engine(postgresql.url("postgres"))
    driver: Any = (held := engine.raw_connection()).driver_connection
    driver.execute("SELECT 1")
    postgresql.execute(f"SELECT pg_terminate_backend({driver.info.backend_pid}, 60000)")
    with pytest.raises(psycopg.OperationalError):
        driver.rollback()
    held.close()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    engine.dispose()


def test_rows_that_cannot_be_copied_fail_like_every_other_statement(postgresql: Cluster) -> None:
    db.connect(postgresql.url("postgres"))
    try:
        driver: Any = db.session.connection().connection.driver_connection
        postgresql.execute(f"SELECT pg_terminate_backend({driver.info.backend_pid}, 60000)")
        with pytest.raises(OperationalError):  # what a page answers with 503
            bulk.write(Base.metadata.tables["number_series"], ["last"], [{"last": 1}])
    finally:
        db.session.remove()
        db.disconnect()
