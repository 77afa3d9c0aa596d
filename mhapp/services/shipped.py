"""What comes with the program for a county to begin with: score sheet, clocks, working days, letter text."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from mhapp import db
from mhapp.domain.score_sheet import ScoreSheet
from mhapp.models import PolicyEdition, Unit
from mhapp.queries.consent_texts import KIND as CONSENT_TEXT
from mhapp.queries.consent_texts import shipped_consent_text
from mhapp.queries.reward_terms import KIND as REWARD
from mhapp.queries.reward_terms import shipped_reward_terms
from mhapp.services import audit_chain
from mhapp.services.letter_texts import KIND as LETTER_TEXT
from mhapp.services.letter_texts import publish_letter_text, shipped_text
from mhapp.services.score_sheets import publish_sheet

DATA = Path(__file__).resolve().parent.parent / "data"
SINCE = date(2020, 1, 1)
"""Shipped editions hold for every day the program may be asked about, older paper included."""


@dataclass(frozen=True)
class ShippedPolicy:
    """One edition of the county's data as shipped."""

    kind: str
    edition: str
    document: dict[str, Any]


def shipped_sheet() -> ScoreSheet:
    """The sample score sheet."""
    return ScoreSheet.from_dict(_toml("score_sheet_sample.toml"))


def shipped_policies() -> list[ShippedPolicy]:
    """Clocks, working days, the switches of the second factor (off), the texts of letter and consent, the reward."""
    clocks = _toml("clocks.toml")
    days = json.loads((DATA / "working_days.json").read_text(encoding="utf-8"))
    text = shipped_text()
    reward = shipped_reward_terms()
    consent = shipped_consent_text()
    return [
        ShippedPolicy("clocks", clocks["edition"], clocks),
        ShippedPolicy("working_days", "shipped-1", days),
        ShippedPolicy("switches", "shipped-1", {"second_factor": "off"}),
        ShippedPolicy(LETTER_TEXT, text["edition"], text),
        ShippedPolicy(REWARD, reward["edition"], reward),
        ShippedPolicy(CONSENT_TEXT, consent["edition"], consent),
    ]


def load_shipped(county: Unit, *, at: datetime) -> None:
    """Give a new county everything that is shipped; the county publishes its own afterwards."""
    publish_sheet(county, shipped_sheet(), at=at)
    for policy in shipped_policies():
        if policy.kind == LETTER_TEXT:
            publish_letter_text(county, policy.document, effective_from=SINCE, at=at)
            continue
        row = PolicyEdition(
            county_id=county.id,
            kind=policy.kind,
            edition=policy.edition,
            effective_from=SINCE,
            document=policy.document,
            published_at=at,
        )
        db.session.add(row)
        db.session.flush()
        audit_chain.record(
            "policy:publish", at=at, kind="policy_edition", subject=row.public_id, detail=policy.kind
        )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))
