"""The county's terms of 以奖代补 in force; those shipped where a county has published none."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from mhapp import db
from mhapp.domain.reward import RewardTerms
from mhapp.models import PolicyEdition
from mhapp.queries.policies import edition_in_force

KIND = "reward"
_SHIPPED = Path(__file__).resolve().parent.parent / "data" / "reward.toml"


def reward_terms_of(unit_path: str, on: date) -> RewardTerms:
    """The terms of the county a unit lies in, as in force that day."""
    try:
        edition = edition_in_force(unit_path, KIND, on)
    except LookupError:
        return _read(None)
    return _read(edition)


def shipped_reward_terms() -> dict[str, Any]:
    """The sample that comes with the program, as a document to publish."""
    return tomllib.loads(_SHIPPED.read_text(encoding="utf-8"))


@cache
def _read(edition: str | None) -> RewardTerms:
    """Published editions never change: each is read once."""
    if edition is None:
        return RewardTerms.from_dict(shipped_reward_terms())
    document = db.session.scalar(select(PolicyEdition.document).where(PolicyEdition.public_id == edition))
    assert document is not None, "editions are never deleted"
    return RewardTerms.from_dict(document)
