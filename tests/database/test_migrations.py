"""The migrated schema is what the models say, on both engines."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from mhapp import db, upgrade
from mhapp.domain.designation import DesignatingBody
from mhapp.domain.designation import Measure as DesignationMeasure
from mhapp.domain.guardianship import Basis, GuardianEnding
from mhapp.domain.lead import Ground
from mhapp.domain.level_route import Exit
from mhapp.domain.proposal import Action, ProposalStatus
from mhapp.domain.rights_told import ToldTo
from mhapp.models import Designation, Guardian, Lead, LevelDecision, LevelProposal, ProposalStep


def test_the_migrated_schema_equals_the_models(each_engine: Engine) -> None:
    with each_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.Base.metadata) == []


@pytest.mark.parametrize(
    "column, codes",
    [
        (Designation.designated_by, DesignatingBody),
        (Designation.measure, DesignationMeasure),
        (Guardian.basis, Basis),
        (Guardian.ended_reason, GuardianEnding),
        (Lead.arranged_ground, Ground),
        (Lead.rights_told_to, ToldTo),
        (LevelDecision.exit_ground, Exit),
        (LevelProposal.status, ProposalStatus),
        (ProposalStep.action, Action),
    ],
    ids=str,
)
def test_every_code_fits_its_column_where_no_check_lists_the_codes(column: Any, codes: type[StrEnum]) -> None:
    # SQLite counts no characters: only PostgreSQL would refuse one too many.
    assert [code.value for code in codes if len(code.value) > column.type.length] == []


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
