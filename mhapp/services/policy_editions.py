"""What a county decides for itself: letter text, consent form, reward terms. An edition once published stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from mhapp import db
from mhapp.domain.errors import RuleBroken
from mhapp.domain.roles import UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import PolicyEdition, Unit


def check_is_new(county: Unit, kind: str, edition: str, *, called: str) -> None:
    """Raises RuleBroken where the unit is no county, or the edition's code is taken. `called`: what is published."""
    if county.kind != UnitKind.COUNTY:
        raise RuleBroken(f"{county.name}不是区县，{called}由区县发布")
    # Of two who publish at once the second sees the first's.
    db.session.execute(select(Unit.id).where(Unit.id == county.id).with_for_update(key_share=True))
    taken = select(PolicyEdition.id).where(
        PolicyEdition.county_id == county.id,
        PolicyEdition.kind == kind,
        PolicyEdition.edition == edition,
    )
    if db.session.scalar(taken) is not None:
        raise RuleBroken(f"版本{edition}已经发布，不能改动；请换一个版本号", "edition")


def add_edition(
    county: Unit,
    kind: str,
    edition: str,
    document: Mapping[str, Any],
    *,
    effective_from: date,
    at: datetime,
    by: Viewer | None,
) -> PolicyEdition:
    """Put a checked edition in force from a day on; `by` None: by a command of the installation."""
    row = PolicyEdition(
        county_id=county.id,
        kind=kind,
        edition=edition,
        effective_from=effective_from,
        document=dict(document),
        published_at=at,
        published_by_id=by.account_id if by else None,
    )
    db.session.add(row)
    db.session.flush()
    return row
