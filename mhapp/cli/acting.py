"""How a command acts: on this instance, brought up to date, in one transaction, its refusals said in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import click
from flask import current_app

from mhapp import clock, db
from mhapp.config import Settings
from mhapp.domain.errors import RuleBroken

DAY = click.DateTime(formats=["%Y-%m-%d"])


@contextmanager
def plain_errors() -> Iterator[None]:
    """A broken rule or a refused start is one line, not a traceback."""
    try:
        yield
    except (RuleBroken, RuntimeError) as error:
        raise click.ClickException(str(error)) from None


def settings() -> Settings:
    """What this installation is told."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def prepare(*, make: bool) -> None:
    """Make what is missing, run what is pending, connect."""
    # Here and not above: every process that serves knows the commands, and need not load what migrates.
    from mhapp import installation

    told_to = settings()
    if make:
        installation.make_instance(told_to)
    told = installation.bring_up_to_date(told_to, clock.now())
    if told:
        click.echo(told)
    db.connect(told_to.database_url)


def change(act: Callable[[], Any]) -> Any:
    """Run one act as one transaction on this instance."""
    with plain_errors():
        prepare(make=False)
        with db.transaction():
            result = act()
        return result


def day_of(typed: datetime | None) -> date | None:
    """The day somebody typed."""
    return typed.date() if typed else None
