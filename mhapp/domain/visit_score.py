"""The visit's score (随访分值) and the level it suggests (初判): R1, R3, R4, R5 of domain §2.

One function scores the preview, the stored visit, the print and the test. Items, points and limits are the
county's data (`score_sheet`); a stored visit is shown from its record and never scored again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from mhapp.domain.danger_rating import RatingUsed
from mhapp.domain.risk_level import RiskLevel, height_below_yellow
from mhapp.domain.score_sheet import Carry, CarryKind, Combine, Item, ItemKind, Option, ScoreSheet
from mhapp.domain.visit_answers import Answers


class PartState(StrEnum):
    """How far one part of the sheet is answered."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    UNKNOWN = "unknown"
    CONTRADICTORY = "contradictory"
    """An answer that stands alone was given beside others: the others count, the part is incomplete (R4)."""


class DecidedBy(StrEnum):
    """What decided the level (R1)."""

    POINTS = "points"
    SIGN = "sign"
    BOTH = "both"


@dataclass(frozen=True)
class Part:
    """One row of the score. The points of all rows add up to the total; `capped` says where the cap cut in."""

    code: str
    letter: str
    label: str
    answered: tuple[str, ...]
    points: Decimal
    state: PartState
    scored: bool = True
    cap: Decimal | None = None
    from_rating: bool = False

    @property
    def title(self) -> str:
        """B 监护责任"""
        return f"{self.letter} {self.label}"


@dataclass(frozen=True)
class FoundSign:
    """A sign or circumstance that is present, once, at the highest level it was found with."""

    name: str
    label: str
    level: RiskLevel
    kind: CarryKind


@dataclass(frozen=True)
class VisitScore:
    """The score of one set of answers. `level` is the level of the answers so far, also while incomplete."""

    edition: str
    parts: tuple[Part, ...]
    signs: tuple[FoundSign, ...]
    level_by_points: RiskLevel
    range_words: str

    @property
    def points(self) -> Decimal:
        """The total: the sum of the rows."""
        return sum((part.points for part in self.parts), Decimal(0))

    @property
    def level_by_signs(self) -> RiskLevel | None:
        """The highest level a sign (特征) stands for; None without one."""
        return self._highest(CarryKind.SIGN)

    @property
    def level_by_circumstances(self) -> RiskLevel | None:
        """The highest level a circumstance (情形) stands for; None without one."""
        return self._highest(CarryKind.CIRCUMSTANCE)

    @property
    def level(self) -> RiskLevel:
        """The higher of points, signs and circumstances (R1)."""
        return max([self.level_by_points, *(sign.level for sign in self.signs)])

    @property
    def decided_by(self) -> DecidedBy:
        """Points, sign or both; green without a sign is decided by points."""
        if not any(sign.level is self.level for sign in self.signs):
            return DecidedBy.POINTS
        return DecidedBy.BOTH if self.level_by_points is self.level else DecidedBy.SIGN

    @property
    def incomplete(self) -> bool:
        """Whether anything is unanswered, not known or contradictory (R4)."""
        return bool(self.to_find_out)

    @property
    def to_find_out(self) -> tuple[Part, ...]:
        """The parts that keep the score from being complete."""
        return tuple(part for part in self.parts if part.state is not PartState.ANSWERED)

    @property
    def unanswered(self) -> tuple[Part, ...]:
        """The parts the cadre has not answered yet."""
        return tuple(part for part in self.parts if part.state is PartState.UNANSWERED)

    def of_kind(self, kind: CarryKind) -> tuple[FoundSign, ...]:
        """The signs, or the circumstances, that are present."""
        return tuple(sign for sign in self.signs if sign.kind == kind)

    def has(self, name: str) -> bool:
        """Whether a sign or circumstance of this name is present."""
        return any(sign.name == name for sign in self.signs)

    def _highest(self, kind: CarryKind) -> RiskLevel | None:
        return max((sign.level for sign in self.of_kind(kind)), default=None)


@dataclass(frozen=True)
class Suggestion:
    """What a score suggests (初判). `withheld`: incomplete and lower than now, so nothing is suggested (R4)."""

    level: RiskLevel | None
    withheld: bool = False


def score_visit(answers: Answers, sheet: ScoreSheet, rating: RatingUsed | None) -> VisitScore:
    """Score what has been answered so far. What is not answered counts 0 and leaves the score incomplete."""
    chosen = {item.code: _chosen(item, answers, rating) for item in sheet.items}
    parts = tuple(_part(item, chosen[item.code], rating) for item in sheet.items)
    points = sum((part.points for part in parts), Decimal(0))
    return VisitScore(
        edition=sheet.edition,
        parts=parts,
        signs=_signs(tuple(carry for options in chosen.values() for carry in _carried(options))),
        level_by_points=sheet.level_by_points(points),
        range_words=sheet.range_words(points),
    )


def suggestion(score: VisitScore, in_force: RiskLevel | None) -> Suggestion:
    """The level suggested beside the one in force. Not determined yet counts as yellow here: below it, withheld."""
    compared_with = in_force or RiskLevel.YELLOW
    if score.incomplete and score.level < compared_with:
        return Suggestion(None, withheld=True)
    return Suggestion(score.level)


def is_above(suggested: RiskLevel | None, in_force: RiskLevel | None) -> bool:
    """Whether a suggestion stands above the level in force; ungraded counts as below yellow (R11)."""
    return suggested is not None and suggested.height > height_below_yellow(in_force)


def _chosen(
    item: Item, answers: Mapping[str, tuple[str, ...]], rating: RatingUsed | None
) -> tuple[Option, ...]:
    codes = answers.get(item.code, ())
    if item.kind is ItemKind.RATING:
        # The cadre does not judge it: what a form may have sent for it does not count (R5).
        codes = () if rating is None else (str(rating.level),)
    return tuple(option for option in item.options if option.code in codes)


def _part(item: Item, chosen: tuple[Option, ...], rating: RatingUsed | None) -> Part:
    answered = tuple(option.label for option in chosen)
    if item.kind is ItemKind.RATING and rating is not None:
        # The rating stands in the row with its day (R5).
        answered = tuple(f"{label}（{rating.rated_on.month}月{rating.rated_on.day}日）" for label in answered)
    return Part(
        code=item.code,
        letter=item.letter,
        label=item.label,
        answered=answered,
        points=_points(item, chosen),
        state=_state(item, chosen),
        scored=item.scored,
        cap=item.cap,
        from_rating=item.kind is ItemKind.RATING,
    )


def _points(item: Item, chosen: tuple[Option, ...]) -> Decimal:
    points = [option.points for option in chosen]
    together = sum(points, Decimal(0)) if item.combine is Combine.SUM else max(points, default=Decimal(0))
    return together if item.cap is None else min(together, item.cap)


def _state(item: Item, chosen: tuple[Option, ...]) -> PartState:
    if not chosen:
        return PartState.UNKNOWN if item.kind is ItemKind.RATING else PartState.UNANSWERED
    if len(chosen) > 1 and (item.kind is ItemKind.ONE or any(option.exclusive for option in chosen)):
        return PartState.CONTRADICTORY
    return PartState.UNKNOWN if chosen[0].unknown else PartState.ANSWERED


def _carried(chosen: tuple[Option, ...]) -> list[Carry]:
    codes = {option.code for option in chosen}
    return [
        carry
        for option in chosen
        for carry in option.carries
        if carry.together_with is None or carry.together_with in codes
    ]


def _signs(carried: tuple[Carry, ...]) -> tuple[FoundSign, ...]:
    """Each name once, at its highest level, in the order of the sheet."""
    found: dict[str, FoundSign] = {}
    for carry in carried:
        known = found.get(carry.name)
        if known is None or carry.level > known.level:
            found[carry.name] = FoundSign(carry.name, carry.label, carry.level, carry.kind)
    return tuple(found.values())
