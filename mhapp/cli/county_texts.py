"""What a county words or decides for itself, published from a file: letter text, consent form, reward terms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from mhapp import clock
from mhapp.cli.acting import DAY, change, day_of, plain_errors
from mhapp.services import consent_texts, letter_texts, reward_terms, units

letter_text_commands = AppGroup("letter-text", help="The text of the guardian's letter.")
consent_text_commands = AppGroup("consent-text", help="The wording of the consent form.")
reward_terms_commands = AppGroup("reward-terms", help="Amount and terms of the reward.")

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
COUNTY = click.option(
    "--county", "county_code", required=True, help="Code of the county whose own it becomes."
)
FROM = click.option(
    "--from", "from_day", type=DAY, default=None, help="First day in force; by default today."
)


@letter_text_commands.command("check")
@FILE
def letter_text_check(file: Path) -> None:
    """Say whether a text may be published; nothing is changed."""
    with plain_errors():
        edition = letter_texts.check_letter_text(letter_texts.read_letter_text(file))
    click.echo(f"可以发布：{edition.code} {edition.name}")


@letter_text_commands.command("publish")
@FILE
@COUNTY
@FROM
def letter_text_publish(file: Path, county_code: str, from_day: datetime | None) -> None:
    """Make a text the county's. Letters issued before keep the text they were issued with."""
    _publish(letter_texts.read_letter_text, letter_texts.publish_letter_text, file, county_code, from_day)


@consent_text_commands.command("publish")
@FILE
@COUNTY
@FROM
def consent_text_publish(file: Path, county_code: str, from_day: datetime | None) -> None:
    """Make a wording of the consent form the county's. What was signed before keeps its own."""
    _publish(consent_texts.read_consent_text, consent_texts.publish_consent_text, file, county_code, from_day)


@reward_terms_commands.command("publish")
@FILE
@COUNTY
@FROM
def reward_terms_publish(file: Path, county_code: str, from_day: datetime | None) -> None:
    """Make terms of the reward the county's. Agreements issued before keep theirs."""
    publish = partial(reward_terms.publish_reward_terms, by=None)
    _publish(reward_terms.read_reward_terms, publish, file, county_code, from_day)


def _publish(
    read: Callable[[Path], Any],
    publish: Callable[..., Any],
    file: Path,
    county_code: str,
    from_day: datetime | None,
) -> None:
    with plain_errors():
        document = read(file)
    row = change(
        lambda: publish(
            units.unit_by_code(county_code),
            document,
            effective_from=day_of(from_day) or clock.today(),
            at=clock.now(),
        )
    )
    click.echo(f"已发布{row.edition}，{row.effective_from.isoformat()}起使用")
