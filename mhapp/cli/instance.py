"""The instance itself: made, filled with the invented county, its chain checked, its keys changed, its rows reread."""

from __future__ import annotations

from datetime import datetime, time

import click
from flask.cli import AppGroup, with_appcontext

from mhapp import clock, crypto, db
from mhapp.cli.acting import DAY, change, plain_errors, prepare, settings
from mhapp.services import audit_chain, key_rotation, repeated_columns

audit_commands = AppGroup("audit", help="The audit chain.")
key_commands = AppGroup("keys", help="The keys in the keys file.")
people_commands = AppGroup("people", help="The rows of people in care.")


@click.command("init")
@with_appcontext
def init() -> None:
    """Make the instance: folder, keys, database. What is there already stays."""
    with plain_errors():
        prepare(make=True)
    made = settings()
    click.echo(f"实例文件夹：{made.instance}")
    click.echo(f"密钥文件：{made.keys_file}（请另外妥善保管，不随备份存放）")
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
    with plain_errors():
        prepare(make=True)
        count = fill.fill(people, today=day, at=morning)
        hang_scans(settings().files, today=day, at=morning)
    click.echo(f"演示区已生成：{count}人，今天是{day.isoformat()}")


@people_commands.command("reread")
def people_reread() -> None:
    """Read everybody's residence and latest rating anew, for lists and counts. Triggers do so by themselves."""

    def reread() -> int:
        wrong = repeated_columns.reread_repeated()
        audit_chain.record("people:reread", at=clock.now(), count=wrong)
        return wrong

    click.echo(f"已重新核对，{change(reread)}人的记录有出入，已更正")


@audit_commands.command("verify")
@click.option(
    "--head", default=None, help="seq:hmac kept elsewhere (the day's log, a backup): shows a cut tail."
)
def audit_verify(head: str | None) -> None:
    """Check every row of the audit chain."""
    with plain_errors():
        prepare(make=False)
        verdict = audit_chain.verify(head)
    if verdict.broken_at is not None:
        raise click.ClickException(f"审计链在第{verdict.broken_at}行断开：这一行或它前面的一行被改动或删除")
    if verdict.tail_cut:
        raise click.ClickException("审计链的末尾被截断：找不到所给的链头")
    click.echo(f"审计链完整，共{verdict.rows}行；链头 {verdict.head}")


@key_commands.command("rotate")
def keys_rotate() -> None:
    """Seal everything with a new encryption key. Stop the service first: it would go on with the old one."""
    with plain_errors():
        prepare(make=False)
        number = crypto.add_key(settings().keys_file)
    with db.transaction():
        key_rotation.note_key_number(number)
        audit_chain.record("keys:rotate", at=clock.now(), detail=str(number))
    count = key_rotation.reseal()
    click.echo(f"已启用第{number}把密钥，{count}个字段已重新加密；旧密钥请留在密钥文件里")
