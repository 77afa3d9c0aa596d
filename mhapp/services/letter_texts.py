"""The county's text of the letter: published whole, checked against the list of what a letter never says."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from mhapp import db
from mhapp.domain.errors import RuleBroken
from mhapp.domain.letter_edition import LetterEdition, edition_from_dict
from mhapp.domain.letter_state import usual_end
from mhapp.domain.letter_words import ForbiddenWords, check_edition, forbidden_from_dict
from mhapp.domain.viewer import Viewer
from mhapp.models import PolicyEdition, Unit
from mhapp.services import audit_chain
from mhapp.services.policy_editions import add_edition, check_is_new

KIND = "letter_text"
_DATA = Path(__file__).parent.parent / "data"


def shipped_text() -> dict[str, Any]:
    """The sample that comes with the program, as a document to publish."""
    return _toml("letter_text.toml")


def read_letter_text(path: Path) -> dict[str, Any]:
    """A county's text as typed, not yet checked. Raises RuleBroken where the file cannot be read as TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise RuleBroken("请把文件存成UTF-8编码再试") from None
    except tomllib.TOMLDecodeError as error:
        raise RuleBroken(f"文件的写法有误，请参照 mhapp/data/letter_text.toml：{error}") from None


def check_letter_text(document: Mapping[str, Any]) -> LetterEdition:
    """The edition a document would be. Raises RuleBroken with the sentence at fault."""
    edition = edition_from_dict(document)
    check_edition(edition, _forbidden())
    return edition


def publish_letter_text(
    county: Unit, document: Mapping[str, Any], *, effective_from: date, at: datetime, by: Viewer | None = None
) -> PolicyEdition:
    """Make a text the county's from a day on. `by` is None for the command line, which only the machine's owner runs.

    Raises RuleBroken with the sentence at fault when the text says what a letter never says, asks for a blank
    nobody knows, or carries the code of an edition already published.
    """
    edition = check_letter_text(document)
    check_is_new(county, KIND, edition.code, called="责任书文本")
    row = add_edition(county, KIND, edition.code, document, effective_from=effective_from, at=at, by=by)
    audit_chain.record("letter_text:publish", at=at, by=by, kind="policy_edition", subject=row.public_id)
    return row


def letter_text_in_force(unit_path: str, on: date) -> tuple[PolicyEdition, LetterEdition]:
    """The edition a county's letters are made from that day. Raises LookupError where it has none: init ships one."""
    row = db.session.scalars(
        select(PolicyEdition)
        .join(Unit, Unit.id == PolicyEdition.county_id)
        .where(
            Unit.path == unit_path.split(".")[0],
            PolicyEdition.kind == KIND,
            PolicyEdition.effective_from <= on,
        )
        .order_by(PolicyEdition.effective_from.desc(), PolicyEdition.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise LookupError(f"no letter text is in force on {on} in this county")
    return row, edition_from_dict(row.document)


def usual_term(unit_path: str, today: date) -> dict[str, date]:
    """`starts_on` and `ends_on` of a letter made today, by the county's usual term."""
    _, edition = letter_text_in_force(unit_path, today)
    return {"starts_on": today, "ends_on": usual_end(today, edition.term_months)}


@cache
def _forbidden() -> ForbiddenWords:
    return forbidden_from_dict(_toml("letter_forbidden.toml"))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))
