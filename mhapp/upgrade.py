"""Bringing a database to the program's own schema, with a backup first; refusing one that is newer."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, make_url

import mhapp.models  # noqa: F401  the environment compares with the models' metadata


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def schema_state(engine: Engine) -> tuple[str | None, str]:
    """(revision of the database or None when empty, newest revision the program knows).

    Raises RuntimeError when the database was made by a newer program.
    """
    script = ScriptDirectory.from_config(_config())
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    head = str(script.get_current_head())
    if current is not None and current not in {revision.revision for revision in script.walk_revisions()}:
        raise RuntimeError(
            f"The database is newer ({current}) than this program ({head}): install the newer program"
        )
    return current, head


def upgrade(engine: Engine) -> None:
    """Run what is pending, in one transaction."""
    config = _config()
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


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
