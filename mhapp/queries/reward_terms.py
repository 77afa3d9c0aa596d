"""The county's terms of 以奖代补: in force on a day, those of one agreement, and every edition published."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from mhapp import db
from mhapp.clock import BEIJING, beijing_date
from mhapp.domain.reward_period import Period, periods_until
from mhapp.domain.reward_terms import RewardTerms
from mhapp.models import Letter, PolicyEdition, Unit
from mhapp.queries.policies import edition_in_force
from mhapp.queries.policy_history import editions_of

KIND = "reward"
_SHIPPED = Path(__file__).resolve().parent.parent / "data" / "reward.toml"


@dataclass(frozen=True)
class TermsEdition:
    """One edition as the history shows it. `ended_on`: the first day another was in force; None while none is."""

    public_id: str
    document: dict[str, Any]
    terms: RewardTerms
    effective_from: date
    ended_on: date | None
    published_at: datetime
    published_by: str | None

    def in_force(self, on: date) -> bool:
        """Whether it holds for agreements made that day."""
        return self.effective_from <= on and (self.ended_on is None or on < self.ended_on)


def reward_terms_of(unit_path: str, on: date) -> RewardTerms:
    """The terms of the county a unit lies in, as in force that day; those shipped where it has published none."""
    try:
        edition = edition_in_force(unit_path, KIND, on)
    except LookupError:
        return _read(None)
    return _read(edition)


def terms_of_agreement(letter: Letter) -> RewardTerms:
    """The terms an agreement was made by: those in force on the day it was issued, whatever came later."""
    village = db.session.get_one(Unit, letter.unit_id)
    return reward_terms_of(village.path, beijing_date(letter.issued_at))


def terms_editions(unit_path: str) -> list[TermsEdition]:
    """Every edition of the county a unit lies in, the newest first. One statement."""
    return [
        TermsEdition(
            one.public_id,
            one.document,
            _read(one.public_id),
            one.effective_from,
            one.ended_on,
            one.published_at,
            one.published_by,
        )
        for one in editions_of(unit_path, KIND)
    ]


def terms_on(editions: Sequence[TermsEdition], day: date) -> RewardTerms:
    """The terms in force on a day, of these editions of one county, the newest first."""
    return next((one.terms for one in editions if one.effective_from <= day), _read(None))


def periods_in_use(editions: Sequence[TermsEdition], today: date, count: int) -> list[Period]:
    """The last `count` periods of every way of dividing the year that has been in force, the newest first."""
    ways = {one.terms.periods for one in editions if one.effective_from <= today} or {_read(None).periods}
    found = [one for way in ways for one in periods_until(today, way, count)]
    return sorted(found, key=lambda one: (one.until_date, one.from_date), reverse=True)


def made_by_terms_with(periods: int, editions: Sequence[TermsEdition]) -> ColumnElement[bool]:
    """A condition on Letter: issued while terms were in force that divide the year into so many periods."""
    spans: list[ColumnElement[bool]] = [
        and_(
            Letter.issued_at >= _midnight(one.effective_from),
            true() if one.ended_on is None else Letter.issued_at < _midnight(one.ended_on),
        )
        for one in editions
        if one.terms.periods == periods
    ]
    if _read(None).periods == periods:  # what is shipped, until the county's first edition
        spans.append(Letter.issued_at < _midnight(editions[-1].effective_from) if editions else true())
    return or_(false(), *spans)


def shipped_reward_terms() -> dict[str, Any]:
    """The sample that comes with the program, as a document to publish."""
    return tomllib.loads(_SHIPPED.read_text(encoding="utf-8"))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=BEIJING)


@cache
def _read(edition: str | None) -> RewardTerms:
    """Published editions never change: each is read once."""
    if edition is None:
        return RewardTerms.from_dict(shipped_reward_terms())
    document = db.session.scalar(select(PolicyEdition.document).where(PolicyEdition.public_id == edition))
    assert document is not None, "editions are never deleted"
    return RewardTerms.from_dict(document)
