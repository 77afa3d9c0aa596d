"""The bell that wakes the worker. It carries no work: the job row in our own database is the truth.

A lost ring costs at most a minute, since the worker also looks by itself.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable

import psycopg
from flask import Flask
from huey import Huey, PostgresHuey, SqliteHuey
from huey.exceptions import HueyException
from sqlalchemy import make_url

from mhapp.config import Settings

_log = logging.getLogger(__name__)


def open_queue(settings: Settings) -> Huey:
    """The queue beside the database: a file in the instance folder, or tables on PostgreSQL."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        return SqliteHuey("mhapp", filename=str(settings.instance / "queue.sqlite3"), results=False)
    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return PostgresHuey("mhapp", dsn=dsn, results=False)


def task_of(queue: Huey, work: Callable[[], object]) -> Callable[[], object]:
    """What a ring is on this queue: the same name for who rings and who answers."""

    def wake_up() -> None:
        work()

    return queue.task()(wake_up)


def bell_of(settings: Settings) -> Callable[[], None]:
    """A function that rings the worker. Rings are rare: each opens the queue and closes it again, and none raises,
    since the row is stored and the worker looks by itself."""

    def ring() -> None:
        try:
            queue = open_queue(settings)
            try:
                task_of(queue, lambda: None)()
            finally:
                queue.storage.close()
        except (HueyException, OSError, psycopg.Error, sqlite3.Error) as error:
            _log.warning("the worker could not be woken: %s", type(error).__name__)

    return ring


def init_app(app: Flask) -> None:
    """Hang the bell up where the web floor finds it (web/wake.py)."""
    app.extensions["wake_worker"] = bell_of(app.config["SETTINGS"])
