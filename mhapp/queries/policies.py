"""What a county has set, as the rules read it: clocks and working days in force on a day."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select

from mhapp import db
from mhapp.domain.clocks import ClockTable
from mhapp.domain.working_days import WorkingDays
from mhapp.models import PolicyEdition
from mhapp.queries import rules_in_force

Rule = TypeVar("Rule", ClockTable, WorkingDays)
_READ: dict[tuple[str, str], Any] = {}
"""Editions already read, by their opaque id: a published edition never changes."""


def clocks_of(unit_path: str, on: date) -> ClockTable:
    """The clocks of the county a unit lies in, as in force that day."""
    return _rule(unit_path, on, "clocks", lambda document: ClockTable.from_dict(completed(document)))


def completed(document: Mapping[str, Any]) -> dict[str, Any]:
    """The county's clocks, with what a newer program has added to the tables of limits as shipped: an edition is
    never changed, and a county that published its own before has not thought of the new ones yet."""
    tables = {
        name: {**_shipped_clocks()[name], **document.get(name, {})}
        for name in ("days", "working_days", "counts", "receivers")
    }
    return {**document, **tables}


@cache
def _shipped_clocks() -> dict[str, Any]:
    shipped = Path(__file__).resolve().parent.parent / "data" / "clocks.toml"
    return tomllib.loads(shipped.read_text(encoding="utf-8"))


def calendar_of(unit_path: str, on: date) -> WorkingDays:
    """The working days of the county a unit lies in, by the newest tables known that day."""
    return _rule(unit_path, on, "working_days", WorkingDays.from_dict)


def edition_in_force(unit_path: str, kind: str, on: date) -> str:
    """The public id of the edition in force. Raises LookupError where a county has none: init ships one."""
    return rules_in_force.edition_in_force(unit_path, kind, on).public_id


def _rule(unit_path: str, on: date, kind: str, read: Callable[[Any], Rule]) -> Rule:
    edition = edition_in_force(unit_path, kind, on)
    if (kind, edition) not in _READ:
        document = db.session.scalar(select(PolicyEdition.document).where(PolicyEdition.public_id == edition))
        _READ[kind, edition] = read(document)
    rule: Rule = _READ[kind, edition]
    return rule
