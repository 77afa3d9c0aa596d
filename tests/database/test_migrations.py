"""The migrated schema is what the models say, on both engines."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from mhapp import db, upgrade


def test_the_migrated_schema_equals_the_models(each_engine: Engine) -> None:
    with each_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.Base.metadata) == []


def test_a_migrated_database_is_at_the_newest_revision(each_engine: Engine) -> None:
    current, newest = upgrade.schema_state(each_engine)
    assert current == newest


def test_every_migration_is_named_after_its_revision_and_follows_the_one_before() -> None:
    config = Config()
    config.set_main_option("script_location", str(upgrade.MIGRATIONS))
    config.set_main_option("path_separator", "os")
    newest_first = ScriptDirectory.from_config(config).walk_revisions()
    assert [script.revision for script in newest_first] == upgrade.known_revisions()[::-1]


def test_sqlite_keeps_what_it_acknowledged(database: Engine) -> None:
    with database.connect() as connection:
        asked = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "busy_timeout")
        }
    assert asked == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1, "busy_timeout": 8000,
    }  # fmt: skip
