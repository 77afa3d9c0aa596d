"""A county ready for work: units, and the editions every county starts with."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime

from mhapp.db import session
from mhapp.domain.roles import Role
from mhapp.domain.score_sheet import ScoreSheet
from mhapp.models import Account, PolicyEdition, ScoreSheetEdition, Unit
from mhapp.services.score_sheets import publish_sheet
from tests.factories.people import an_account
from tests.factories.score_sheets import SHIPPED, the_shipped_sheet
from tests.factories.units import a_county, a_township, a_village

OPENED = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class AtWork:
    """One county, one township, one village and its cadre."""

    county: Unit
    township: Unit
    village: Unit
    cadre: Account


def a_village_at_work() -> AtWork:
    """A village with a cadre, in a county that has its score sheet, clocks and working days."""
    county = a_county()
    township = a_township(county, "石盘镇")
    village = a_village(township, "柏树村")
    give_editions(county)
    return AtWork(county, township, village, an_account(Role.VILLAGE_CADRE, village, name="王干部"))


def give_editions(county: Unit, sheet: ScoreSheet | None = None) -> ScoreSheetEdition:
    """The shipped clocks, working days and letter text, and a score sheet (the shipped one unless told)."""
    clocks = tomllib.loads((SHIPPED.parent / "clocks.toml").read_text("utf-8"))
    days = json.loads((SHIPPED.parent / "working_days.json").read_text("utf-8"))
    letter = tomllib.loads((SHIPPED.parent / "letter_text.toml").read_text("utf-8"))
    for kind, document in (("clocks", clocks), ("working_days", days), ("letter_text", letter)):
        session.add(
            PolicyEdition(
                county_id=county.id,
                kind=kind,
                edition="shipped",
                effective_from=date(2020, 1, 1),
                document=document,
                published_at=OPENED,
            )
        )
    return publish_sheet(county, sheet or the_shipped_sheet(), at=OPENED)


def with_editions(county: Unit) -> Unit:
    """The county, with the shipped editions in force."""
    give_editions(county)
    return county
