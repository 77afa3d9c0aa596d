"""Flask commands, each a call: the machine's owner begins a county, its units and accounts, or the demo.

They are for who holds the keys of the machine; every act leaves its audit row. A broken rule is said in one line
and ends with status 1.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from mhapp import clock, crypto, db
from mhapp.config import Settings
from mhapp.domain.errors import RuleBroken
from mhapp.domain.roles import Role, UnitKind
from mhapp.services import (
    accounts,
    audit_chain,
    consent_texts,
    key_rotation,
    letter_texts,
    repeated_columns,
    reward_terms,
    units,
)

DAY = click.DateTime(formats=["%Y-%m-%d"])

unit_commands = AppGroup("unit", help="Units: county, township, village.")
account_commands = AppGroup("account", help="Accounts of people at work.")
letter_text_commands = AppGroup("letter-text", help="The text of the guardian's letter.")
consent_text_commands = AppGroup("consent-text", help="The wording of the consent form.")
reward_terms_commands = AppGroup("reward-terms", help="Amount and terms of the reward.")
people_commands = AppGroup("people", help="The rows of people in care.")
audit_commands = AppGroup("audit", help="The audit chain.")
key_commands = AppGroup("keys", help="The keys in the keys file.")


def register(app: Flask) -> None:
    """Add the commands."""
    for command in (
        init,
        demo,
        unit_commands,
        account_commands,
        letter_text_commands,
        consent_text_commands,
        reward_terms_commands,
        people_commands,
        audit_commands,
        key_commands,
    ):
        app.cli.add_command(command)


@contextmanager
def _plain_errors() -> Iterator[None]:
    """A broken rule or a refused start is one line, not a traceback."""
    try:
        yield
    except (RuleBroken, RuntimeError) as error:
        raise click.ClickException(str(error)) from None


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _prepare(*, make: bool) -> None:
    """Make what is missing, run what is pending, connect."""
    # Here and not above: every process that serves knows the commands, and need not load what migrates.
    from mhapp import installation

    settings = _settings()
    if make:
        installation.make_instance(settings)
    told = installation.bring_up_to_date(settings, clock.now())
    if told:
        click.echo(told)
    db.connect(settings.database_url)


def _change(act: Callable[[], Any]) -> Any:
    """Run one act as one transaction on this instance."""
    with _plain_errors():
        _prepare(make=False)
        with db.transaction():
            result = act()
        return result


def _new_password(phone: str, from_input: bool) -> str:
    """The hash of a password typed twice, or read from the first line of the input."""
    if from_input:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("新密码", hide_input=True, confirmation_prompt="再输一次")
    with _plain_errors():
        return accounts.new_password_hash(password, phone)


@click.command("init")
@with_appcontext
def init() -> None:
    """Make the instance: folder, keys, database. What is there already stays."""
    with _plain_errors():
        _prepare(make=True)
    settings = _settings()
    click.echo(f"实例文件夹：{settings.instance}")
    click.echo(f"密钥文件：{settings.keys_file}（请另外妥善保管，不随备份存放）")
    click.echo("接下来：flask unit add county 代码 名称")


@click.command("demo")
@click.option("--people", default=120, show_default=True, help="How many people live in the invented county.")
@click.option(
    "--today", type=DAY, default=None, help="The day the county stands at; by default the present one."
)
@with_appcontext
def demo(people: int, today: datetime | None) -> None:
    """Fill an empty database with an invented county."""
    from mhapp.demo import fill
    from mhapp.demo.scans import hang_scans

    day = today.date() if today else clock.today()
    morning = datetime.combine(day, time(8), clock.BEIJING)
    with _plain_errors():
        _prepare(make=True)
        count = fill.fill(people, today=day, at=morning)
        hang_scans(_settings().files, today=day, at=morning)
    click.echo(f"演示区已生成：{count}人，今天是{day.isoformat()}")


@unit_commands.command("add")
@click.argument("kind", type=click.Choice([kind.value for kind in UnitKind]))
@click.argument("code")
@click.argument("name")
@click.option("--above", help="Code of the unit above; a county has none.")
@click.option(
    "--short-name", default="", help="As in document numbers; by default the name without its ending."
)
@click.option("--phone", "duty_phone", help="The office's public number, printed on letters.")
@click.option("--clinic-phone", help="The clinic's public number, printed on letters.")
def unit_add(
    kind: str, code: str, name: str, above: str | None, short_name: str, duty_phone: str | None,
    clinic_phone: str | None,
) -> None:  # fmt: skip
    """Add a unit. A county gets the shipped score sheet, clocks, working days and letter text."""
    unit = _change(
        lambda: units.add_unit(
            UnitKind(kind), code, name, above=above, short_name=short_name, duty_phone=duty_phone,
            clinic_phone=clinic_phone, at=clock.now(),
        )
    )  # fmt: skip
    click.echo(f"已添加{unit.name}（{unit.code}）")


@account_commands.command("add")
@click.argument("phone")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--unit", "unit_code", required=True, help="Code of the unit of the appointment.")
@click.option("--from", "from_day", type=DAY, default=None, help="First day; by default today.")
@click.option("--until", "until_day", type=DAY, default=None, help="Last day; by default none.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the input's first line.")
def account_add(
    phone: str, name: str, role: str, unit_code: str, from_day: datetime | None, until_day: datetime | None,
    password_stdin: bool,
) -> None:  # fmt: skip
    """Add an account, appointed in one role for one unit. It signs in with its mobile phone number."""
    password_hash = _new_password(phone, password_stdin)
    account = _change(
        lambda: accounts.add_account(
            phone, name, password_hash=password_hash, role=Role(role), unit_code=unit_code,
            from_date=_day(from_day) or clock.today(), until_date=_day(until_day), at=clock.now(),
        )
    )  # fmt: skip
    click.echo(f"已添加{account.name}，首次登录请修改密码")


@account_commands.command("appoint")
@click.argument("phone")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--unit", "unit_code", required=True)
@click.option("--from", "from_day", type=DAY, default=None)
@click.option("--until", "until_day", type=DAY, default=None)
def account_appoint(
    phone: str, role: str, unit_code: str, from_day: datetime | None, until_day: datetime | None
) -> None:
    """Give an account another appointment."""
    _change(
        lambda: accounts.appoint(
            phone, role=Role(role), unit_code=unit_code, from_date=_day(from_day) or clock.today(),
            until_date=_day(until_day), at=clock.now(),
        )
    )  # fmt: skip
    click.echo("已添加任职")


@account_commands.command("disable")
@click.argument("phone")
def account_disable(phone: str) -> None:
    """Close an account; whoever is signed in with it is signed out."""
    account = _change(lambda: accounts.disable_account(phone, at=clock.now()))
    click.echo(f"已停用{account.name}的账号")


@account_commands.command("reset")
@click.argument("phone")
@click.option("--password-stdin", is_flag=True, help="Read the password from the input's first line.")
def account_reset(phone: str, password_stdin: bool) -> None:
    """Set a new password and forgive wrong tries."""
    password_hash = _new_password(phone, password_stdin)
    account = _change(lambda: accounts.reset_password(phone, password_hash=password_hash, at=clock.now()))
    click.echo(f"已重设{account.name}的密码，下次登录请修改")


@letter_text_commands.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def letter_text_check(file: Path) -> None:
    """Say whether a text may be published; nothing is changed."""
    with _plain_errors():
        edition = letter_texts.check_letter_text(letter_texts.read_letter_text(file))
    click.echo(f"可以发布：{edition.code} {edition.name}")


@letter_text_commands.command("publish")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--county", "county_code", required=True, help="Code of the county whose text it becomes.")
@click.option(
    "--from", "from_day", type=DAY, default=None, help="First day it is in force; by default today."
)
def letter_text_publish(file: Path, county_code: str, from_day: datetime | None) -> None:
    """Make a text the county's. Letters issued before keep the text they were issued with."""
    with _plain_errors():
        document = letter_texts.read_letter_text(file)
    row = _change(
        lambda: letter_texts.publish_letter_text(
            units.unit_by_code(county_code), document,
            effective_from=_day(from_day) or clock.today(), at=clock.now(),
        )
    )  # fmt: skip
    click.echo(f"已发布{row.edition}，{row.effective_from.isoformat()}起使用")


@consent_text_commands.command("publish")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--county", "county_code", required=True, help="Code of the county whose wording it becomes.")
@click.option("--from", "from_day", type=DAY, default=None, help="First day in force; by default today.")
def consent_text_publish(file: Path, county_code: str, from_day: datetime | None) -> None:
    """Make a wording of the consent form the county's. What was signed before keeps its own."""
    with _plain_errors():
        document = consent_texts.read_consent_text(file)
    row = _change(
        lambda: consent_texts.publish_consent_text(
            units.unit_by_code(county_code), document,
            effective_from=_day(from_day) or clock.today(), at=clock.now(),
        )
    )  # fmt: skip
    click.echo(f"已发布{row.edition}，{row.effective_from.isoformat()}起使用")


@reward_terms_commands.command("publish")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--county", "county_code", required=True, help="Code of the county whose terms they become.")
@click.option("--from", "from_day", type=DAY, default=None, help="First day in force; by default today.")
def reward_terms_publish(file: Path, county_code: str, from_day: datetime | None) -> None:
    """Make terms of the reward the county's. Agreements issued before keep theirs."""
    with _plain_errors():
        document = reward_terms.read_reward_terms(file)
    row = _change(
        lambda: reward_terms.publish_reward_terms(
            units.unit_by_code(county_code), document,
            effective_from=_day(from_day) or clock.today(), by=None, at=clock.now(),
        )
    )  # fmt: skip
    click.echo(f"已发布{row.edition}，{row.effective_from.isoformat()}起使用")


@people_commands.command("reread")
def people_reread() -> None:
    """Read everybody's residence and latest rating anew, for lists and counts. Triggers do so by themselves."""

    def reread() -> int:
        wrong = repeated_columns.reread_repeated()
        audit_chain.record("people:reread", at=clock.now(), count=wrong)
        return wrong

    click.echo(f"已重新核对，{_change(reread)}人的记录有出入，已更正")


@audit_commands.command("verify")
@click.option(
    "--head", default=None, help="seq:hmac kept elsewhere (the day's log, a backup): shows a cut tail."
)
def audit_verify(head: str | None) -> None:
    """Check every row of the audit chain."""
    with _plain_errors():
        _prepare(make=False)
        verdict = audit_chain.verify(head)
    if verdict.broken_at is not None:
        raise click.ClickException(f"审计链在第{verdict.broken_at}行断开：这一行或它前面的一行被改动或删除")
    if verdict.tail_cut:
        raise click.ClickException("审计链的末尾被截断：找不到所给的链头")
    click.echo(f"审计链完整，共{verdict.rows}行；链头 {verdict.head}")


@key_commands.command("rotate")
def keys_rotate() -> None:
    """Seal everything with a new encryption key. Stop the service first: it would go on with the old one."""
    with _plain_errors():
        _prepare(make=False)
        number = crypto.add_key(_settings().keys_file)
    with db.transaction():
        key_rotation.note_key_number(number)
        audit_chain.record("keys:rotate", at=clock.now(), detail=str(number))
    count = key_rotation.reseal()
    click.echo(f"已启用第{number}把密钥，{count}个字段已重新加密；旧密钥请留在密钥文件里")


def _day(typed: datetime | None) -> date | None:
    return typed.date() if typed else None
