"""The wording of 知情同意书 (表5): in force in a county on a day, and the one a consent was signed with."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from mhapp import db
from mhapp.domain.consent_text import ConsentText, consent_text_from_dict
from mhapp.models import PolicyEdition
from mhapp.queries.policies import edition_in_force

KIND = "consent_text"
_SHIPPED = Path(__file__).resolve().parent.parent / "data" / "consent_text.toml"


def shipped_consent_text() -> dict[str, Any]:
    """The sample that comes with the program, as a document to publish."""
    return tomllib.loads(_SHIPPED.read_text(encoding="utf-8"))


def consent_edition_on(unit_path: str, on: date) -> int | None:
    """The id of the edition in force that day; None where the county has published none and uses the one shipped."""
    try:
        edition = edition_in_force(unit_path, KIND, on)
    except LookupError:
        return None
    return db.session.scalar(select(PolicyEdition.id).where(PolicyEdition.public_id == edition))


def consent_text_of(edition_id: int | None) -> ConsentText:
    """The wording of an edition; without one the wording shipped, by which people signed before editions."""
    return _shipped() if edition_id is None else _read(edition_id)


@cache
def _shipped() -> ConsentText:
    return consent_text_from_dict(shipped_consent_text())


def _read(edition_id: int) -> ConsentText:
    return consent_text_from_dict(db.session.get_one(PolicyEdition, edition_id).document)
