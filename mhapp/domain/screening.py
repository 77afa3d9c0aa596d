"""Screening (排查) [S2]: a village every quarter, a township every half-year, house by house, every person seen."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mhapp.domain.errors import RuleBroken

MOST_IN_A_HOUSEHOLD = 30


class HouseholdOutcome(StrEnum):
    """What a household visit came to."""

    SEEN = "seen"
    NOBODY = "nobody"
    LEAD = "lead"

    @property
    def label(self) -> str:
        """The word on screen and paper."""
        return {"seen": "没有发现", "nobody": "没有人在家", "lead": "有疑似线索"}[self.value]


def plain_label(label: str) -> str:
    """A household's name as it is compared: ３组 12号 is 3组12号."""
    return "".join(unicodedata.normalize("NFKC", label).split()).upper()


class Span(StrEnum):
    """How long a round runs."""

    QUARTER = "quarter"
    HALF_YEAR = "half_year"


@dataclass(frozen=True)
class Period:
    """From the first to the last day of a quarter or half-year."""

    span: Span
    starts_on: date
    ends_on: date

    @property
    def label(self) -> str:
        """2026年第4季度, 2026年下半年."""
        return period_label(self.span, self.starts_on)


def period_label(span: Span | str, starts_on: date) -> str:
    """2026年第4季度, 2026年下半年."""
    if span == Span.QUARTER:
        return f"{starts_on.year}年第{(starts_on.month + 2) // 3}季度"
    return f"{starts_on.year}年{'上' if starts_on.month == 1 else '下'}半年"


def period_of(span: Span, day: date) -> Period:
    """The quarter or half-year a day lies in."""
    months = 3 if span is Span.QUARTER else 6
    first = (day.month - 1) // months * months + 1
    after = date(day.year + (first + months > 12), (first + months - 1) % 12 + 1, 1)
    return Period(span, date(day.year, first, 1), after - timedelta(days=1))


@dataclass(frozen=True)
class Coverage:
    """What a round has reached: households asked at and people seen, of how many there are."""

    households: int
    households_in_all: int
    seen: int
    persons_in_all: int
    leads: int = 0

    @property
    def households_percent(self) -> int:
        """Whole percent, rounded down: 99.9 is not everybody. At most 100."""
        return _percent(self.households, self.households_in_all)

    @property
    def seen_percent(self) -> int:
        """Of the people, as above."""
        return _percent(self.seen, self.persons_in_all)

    @property
    def is_whole(self) -> bool:
        """Whether every household was reached and everybody seen."""
        return self.households >= self.households_in_all and self.seen >= self.persons_in_all


def _percent(part: int, whole: int) -> int:
    return min(100, part * 100 // whole) if whole else 0


def check_household(persons: int, seen: int, outcome: HouseholdOutcome) -> None:
    """Raises RuleBroken for numbers that cannot be, blamed on `persons`, `seen` or `outcome`."""
    if not 1 <= persons <= MOST_IN_A_HOUSEHOLD:
        raise RuleBroken(f"家庭人数请填1到{MOST_IN_A_HOUSEHOLD}", "persons")
    if not 0 <= seen <= persons:
        raise RuleBroken("见到的人数不能多于家庭人数", "seen")
    if outcome is HouseholdOutcome.NOBODY and seen:
        raise RuleBroken("见到了人，请不要选没有人在家", "outcome")
    if outcome is not HouseholdOutcome.NOBODY and not seen:
        raise RuleBroken("一个人都没见到，请选没有人在家", "outcome")


def check_numbers(households: int, persons: int) -> None:
    """Raises RuleBroken for a village without a household or with more households than people."""
    if households < 1:
        raise RuleBroken("户数请填1以上的数", "households")
    if persons < households:
        raise RuleBroken("人数不能少于户数，请核对", "persons")


def check_not_below(reached: Coverage, households: int, persons: int) -> None:
    """Raises RuleBroken where a round would have fewer households or people than were entered already."""
    if households < reached.households:
        raise RuleBroken(f"已经登记了{reached.households}户，户数不能少于它", "households")
    if persons < reached.seen:
        raise RuleBroken(f"已经见到了{reached.seen}人，人数不能少于它", "persons")


def check_closing(coverage: Coverage, remark: str) -> None:
    """Raises RuleBroken where not everybody was seen and nobody says why, and for a round nobody was asked in."""
    if not coverage.households:
        raise RuleBroken("这一轮还没有登记任何一户，请先入户排查")
    if not coverage.is_whole and len(remark.strip()) < 5:
        raise RuleBroken("还有没走到的户或者没见到的人，请写明原因（至少5个字）", "remark")
