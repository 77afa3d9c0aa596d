"""What a county starts with: clocks, working days and the sample score sheet, as shipped."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

from mhapp.db import session
from mhapp.models import PolicyEdition, ScoreSheetEdition, Unit

DATA = Path(__file__).parents[2] / "mhapp" / "data"
LONG_AGO = date(2020, 1, 1)


def with_shipped_rules(county: Unit) -> Unit:
    """Give a county the shipped clocks, calendar and sample sheet, in force since long ago."""
    documents = {
        "clocks": tomllib.loads((DATA / "clocks.toml").read_text("utf-8")),
        "working_days": json.loads((DATA / "working_days.json").read_text("utf-8")),
    }
    for kind, document in documents.items():
        session.add(
            PolicyEdition(
                county_id=county.id, kind=kind, edition="shipped", effective_from=LONG_AGO, document=document,
                published_at=datetime(2020, 1, 1, tzinfo=UTC),
            )
        )  # fmt: skip
    sheet = tomllib.loads((DATA / "score_sheet_sample.toml").read_text("utf-8"))
    session.add(
        ScoreSheetEdition(
            county_id=county.id, edition=sheet["edition"], effective_from=LONG_AGO, document=sheet,
            published_at=datetime(2020, 1, 1, tzinfo=UTC),
        )
    )  # fmt: skip
    session.flush()
    return county
