"""Units and the accounts of people at work."""

from __future__ import annotations

import sys
from datetime import datetime

import click
from flask.cli import AppGroup

from mhapp import clock
from mhapp.cli.acting import DAY, change, day_of, plain_errors
from mhapp.domain.roles import Role, UnitKind
from mhapp.services import accounts, units

unit_commands = AppGroup("unit", help="Units: county, township, village.")
account_commands = AppGroup("account", help="Accounts of people at work.")


def _new_password(phone: str, from_input: bool) -> str:
    """The hash of a password typed twice, or read from the first line of the input."""
    if from_input:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("新密码", hide_input=True, confirmation_prompt="再输一次")
    with plain_errors():
        return accounts.new_password_hash(password, phone)


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
    unit = change(
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
    account = change(
        lambda: accounts.add_account(
            phone, name, password_hash=password_hash, role=Role(role), unit_code=unit_code,
            from_date=day_of(from_day) or clock.today(), until_date=day_of(until_day), at=clock.now(),
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
    change(
        lambda: accounts.appoint(
            phone, role=Role(role), unit_code=unit_code, from_date=day_of(from_day) or clock.today(),
            until_date=day_of(until_day), at=clock.now(),
        )
    )  # fmt: skip
    click.echo("已添加任职")


@account_commands.command("disable")
@click.argument("phone")
def account_disable(phone: str) -> None:
    """Close an account; whoever is signed in with it is signed out."""
    account = change(lambda: accounts.disable_account(phone, at=clock.now()))
    click.echo(f"已停用{account.name}的账号")


@account_commands.command("reset")
@click.argument("phone")
@click.option("--password-stdin", is_flag=True, help="Read the password from the input's first line.")
def account_reset(phone: str, password_stdin: bool) -> None:
    """Set a new password and forgive wrong tries."""
    password_hash = _new_password(phone, password_stdin)
    account = change(lambda: accounts.reset_password(phone, password_hash=password_hash, at=clock.now()))
    click.echo(f"已重设{account.name}的密码，下次登录请修改")
