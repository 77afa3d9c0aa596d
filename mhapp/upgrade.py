"""Bringing a database to the program's own schema, with a backup first; refusing one that is newer."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, inspect, make_url, text

import mhapp.models  # noqa: F401  the environment compares with the models' metadata

MIGRATIONS = Path(__file__).parent / "migrations"


def known_revisions() -> list[str]:
    """The revisions this program can bring a database to, in order: their files' names begin with them."""
    return sorted(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def schema_state(engine: Engine) -> tuple[str | None, str]:
    """(revision of the database or None when empty, newest revision the program knows).

    Raises RuntimeError when the database was made by a newer program. Asked at every start, so without Alembic.
    """
    with engine.connect() as connection:
        versioned = inspect(connection).has_table("alembic_version")
        current = connection.scalar(text("SELECT version_num FROM alembic_version")) if versioned else None
    known = known_revisions()
    if current is not None and current not in known:
        raise RuntimeError(
            f"The database is newer ({current}) than this program ({known[-1]}): install the newer program"
        )
    return current, known[-1]


def upgrade(engine: Engine, to: str = "head") -> None:
    """Run what is pending, in one transaction; up to a revision in between when one is named."""
    # Here and not above: only a start that has something pending needs what migrates.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def backup_before_upgrade(url: str, folder: Path, at: datetime) -> Path | None:
    """Copy a SQLite database that holds something to `folder` while it may be in use; its path, or None.

    PostgreSQL is backed up by its own tools (docs/deployment.md).
    """
    database = make_url(url).database
    if make_url(url).get_backend_name() != "sqlite" or not database or not Path(database).exists():
        return None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy = folder / f"before-upgrade-{at:%Y%m%dT%H%M%SZ}.sqlite3"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    copy.chmod(0o600)
    return copy
