"""The owner's commands: each a call, one plain line, status 1 where a rule says no."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from mhapp import create_app, crypto, db, installation, upgrade
from mhapp.config import Settings, settings_from
from mhapp.models import Account, AuditEvent, InstallationFact, Patient, Unit
from tests.factories.patients import a_patient


@pytest.fixture
def bare(tmp_path: Path, keys_file: Path) -> Iterator[Flask]:
    """The application where nothing is installed yet. It makes keys of its own; the run's come back after it."""
    yield create_app(settings_from({"MHAPP_INSTANCE": str(tmp_path / "new")}))
    db.session.remove()
    crypto.load_keys(keys_file)


def run(app: Flask, *arguments: str, typed: str | None = None) -> Result:
    """One command, as if on the command line. What the test's factories made is stored first."""
    if db.session.registry.has():
        db.finish()
        db.session.remove()
    return app.test_cli_runner().invoke(args=list(arguments), input=typed)


def test_init_makes_a_closed_folder_and_an_empty_database(bare: Flask, tmp_path: Path) -> None:
    result = run(bare, "init")
    assert result.exit_code == 0, result.output
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert db.session.query(Unit).count() == 0
    assert run(bare, "init").exit_code == 0


def test_init_makes_keys_only_their_owner_reads(bare: Flask, tmp_path: Path) -> None:
    keys = tmp_path / "new" / "keys.json"
    assert run(bare, "init").exit_code == 0
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    before = keys.read_bytes()
    assert run(bare, "init").exit_code == 0
    assert keys.read_bytes() == before


def test_commands_before_init_say_what_to_run_first(bare: Flask) -> None:
    result = run(bare, "unit", "add", "county", "500199", "示例区")
    assert result.exit_code == 1
    assert "flask --app wsgi init" in result.output


def a_database_left_at(settings: Settings, revision: str) -> None:
    """Make the instance as the program of that revision left it."""
    installation.make_instance(settings)
    engine = db.make_engine(settings.database_url)
    upgrade.upgrade(engine, revision)
    engine.dispose()


def test_a_pending_migration_is_run_after_a_backup_whose_place_is_said(bare: Flask, tmp_path: Path) -> None:
    a_database_left_at(bare.config["SETTINGS"], "002")
    result = run(bare, "init")
    assert result.exit_code == 0, result.output
    copies = list((tmp_path / "new" / "backups").iterdir())
    assert len(copies) == 1
    assert str(copies[0]) in result.output
    assert stat.S_IMODE(copies[0].stat().st_mode) == 0o600
    with closing(sqlite3.connect(copies[0])) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [("002",)]


def test_a_database_of_a_newer_program_is_refused_and_left_as_it_is(bare: Flask, tmp_path: Path) -> None:
    a_database_left_at(bare.config["SETTINGS"], "head")
    with closing(sqlite3.connect(tmp_path / "new" / "mhapp.sqlite3")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '999'")
        connection.commit()
        result = run(bare, "init")
        assert result.exit_code == 1
        assert "999" in result.output
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("999",)]
    assert not (tmp_path / "new" / "backups").exists()


def test_a_county_begins_with_units_and_accounts(app: Flask) -> None:
    assert run(app, "unit", "add", "county", "500199", "示例区").output == "已添加示例区（500199）\n"
    added = run(
        app, "account", "add", "13900000601", "李示例", "--role", "county_office", "--unit", "500199",
        "--from", "2026-07-01", "--password-stdin", typed="A-good-password-9\n",
    )  # fmt: skip
    assert added.output == "已添加李示例，首次登录请修改密码\n"
    assert db.session.query(Account.phone).scalar() == "13900000601"
    reset = run(app, "account", "reset", "13900000601", "--password-stdin", typed="Another-good-one-9\n")
    assert reset.output == "已重设李示例的密码，下次登录请修改\n"
    assert run(app, "account", "disable", "13900000601").output == "已停用李示例的账号\n"


def test_a_typed_password_is_asked_twice_and_never_shown(app: Flask) -> None:
    run(app, "unit", "add", "county", "500199", "示例区")
    result = run(
        app, "account", "add", "13900000601", "李示例", "--role", "county_office", "--unit", "500199",
        typed="A-good-password-9\nA-good-password-9\n",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "A-good-password-9" not in result.output


def test_a_refused_password_adds_nobody(app: Flask) -> None:
    run(app, "unit", "add", "county", "500199", "示例区")
    result = run(
        app, "account", "add", "13900000601", "李示例", "--role", "county_office", "--unit", "500199",
        "--password-stdin", typed="password123\n",
    )  # fmt: skip
    assert result.exit_code == 1
    assert "太常见" in result.output
    assert db.session.query(Account).count() == 0


def test_the_demo_is_filled_into_an_empty_instance_and_marked(bare: Flask) -> None:
    result = run(bare, "demo", "--people", "60", "--today", "2026-07-14")
    assert result.output == "演示区已生成：60人，今天是2026-07-14\n"
    assert db.session.get_one(InstallationFact, "demo").value == "1"
    assert db.session.query(Patient).count() == 60
    acts = {act for (act,) in db.session.query(AuditEvent.act)}
    assert acts == {"demo:fill", "file_page:add"}
    again = run(bare, "demo")
    assert again.exit_code == 1
    assert "已经有演示数据" in again.output
    assert db.session.query(Patient).count() == 60


def test_the_demo_never_goes_into_a_database_that_holds_anything(app: Flask) -> None:
    a_patient(name="张真实")
    result = run(app, "demo", "--people", "60")
    assert result.exit_code == 1
    assert "只能放进空的数据库" in result.output
    assert db.session.query(Patient.name).all() == [("张真实",)]
    assert db.session.get(InstallationFact, "demo") is None


def test_a_demo_too_small_for_its_promises_is_refused(bare: Flask) -> None:
    result = run(bare, "demo", "--people", "59")
    assert result.exit_code == 1
    assert "至少要有60人" in result.output


def test_verify_says_that_the_chain_holds_and_names_the_first_broken_row(app: Flask) -> None:
    run(app, "unit", "add", "county", "500199", "示例区")
    whole = run(app, "audit", "verify")
    assert whole.exit_code == 0
    assert "审计链完整" in whole.output
    db.session.remove()
    with sqlite3.connect(app.config["SETTINGS"].database_url.removeprefix("sqlite:///")) as connection:
        connection.execute("DROP TRIGGER audit_event_no_update")
        connection.execute("UPDATE audit_event SET act = 'unit:look' WHERE seq = 2")
    broken = run(app, "audit", "verify")
    assert broken.exit_code == 1
    assert "第2行" in broken.output


def test_verify_notices_a_tail_that_was_cut_off(app: Flask) -> None:
    run(app, "unit", "add", "county", "500199", "示例区")
    head = run(app, "audit", "verify").output.split()[-1]
    assert run(app, "audit", "verify", "--head", head).exit_code == 0
    db.session.remove()
    with sqlite3.connect(app.config["SETTINGS"].database_url.removeprefix("sqlite:///")) as connection:
        connection.execute("DROP TRIGGER audit_event_no_delete")
        connection.execute("DELETE FROM audit_event WHERE seq = (SELECT max(seq) FROM audit_event)")
    cut = run(app, "audit", "verify", "--head", head)
    assert cut.exit_code == 1
    assert "末尾被截断" in cut.output


def test_rotating_keys_says_what_was_sealed_again_and_the_database_opens_still(
    app: Flask, keys_file: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own-keys.json"
    own.write_bytes(keys_file.read_bytes())
    own.chmod(0o600)
    a_patient(phone="19812345678")
    db.finish()
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], keys_file=own)
    result = run(app, "keys", "rotate")
    try:
        assert result.exit_code == 0, result.output
        assert "已启用第2把密钥" in result.output
        assert db.session.scalars(select(Patient.phone)).one() == "19812345678"
    finally:
        crypto.load_keys(keys_file)
