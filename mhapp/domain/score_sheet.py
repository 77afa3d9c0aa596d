"""The score sheet (随访探视积分表): items, answers, points and limits as data a county publishes by edition [S2 四].

The notice gives the five elements and the limits; the items themselves are the county's [A]. A published edition is
frozen, and every visit names the edition it was scored with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from mhapp.domain.risk_level import RiskLevel


class ItemKind(StrEnum):
    """Where an item's answer comes from, and how many answers it takes."""

    RATING = "rating"
    """From the clinic's latest danger rating; the cadre does not judge it (R5)."""
    ONE = "one"
    SEVERAL = "several"


class Combine(StrEnum):
    """How several answers to one item add up."""

    HIGHEST = "highest"
    SUM = "sum"


class CarryKind(StrEnum):
    """What an answer carries beside its points: 特征 of red and orange, or one of the circumstances of yellow."""

    SIGN = "sign"
    CIRCUMSTANCE = "circumstance"


@dataclass(frozen=True)
class Carry:
    """A sign or circumstance with the level it stands for at least.

    `together_with`: the code of another answer to the same item that must be given too; None: it stands alone.
    """

    name: str
    label: str
    level: RiskLevel
    kind: CarryKind
    together_with: str | None = None


@dataclass(frozen=True)
class Option:
    """One answer. `exclusive` ones (以上都没有, 不了解) stand alone in their item; `unknown` makes it incomplete."""

    code: str
    label: str
    points: Decimal = Decimal(0)
    exclusive: bool = False
    unknown: bool = False
    needs_words: bool = False
    carries: tuple[Carry, ...] = ()

    @property
    def none(self) -> bool:
        """Whether this is 以上都没有."""
        return self.exclusive and not self.unknown


@dataclass(frozen=True)
class Item:
    """One part of the sheet. `cap`: the most it may count, None for no limit. `scored`: False shows no points."""

    code: str
    letter: str
    label: str
    kind: ItemKind
    options: tuple[Option, ...]
    combine: Combine = Combine.HIGHEST
    cap: Decimal | None = None
    scored: bool = True

    @property
    def title(self) -> str:
        """Letter and label as they stand over the question: B 监护责任."""
        return f"{self.letter} {self.label}"

    @property
    def options_by_code(self) -> dict[str, Option]:
        """The answers by their codes."""
        return {option.code: option for option in self.options}


@dataclass(frozen=True)
class ScoreSheet:
    """One edition. Limits in points: red at `red_from` and more, orange above `orange_above`, yellow at `yellow_from`.

    `effective_from` is an ISO date; the notices stand wherever a score is shown, short on screens, whole on prints.
    """

    edition: str
    name: str
    title: str
    official: bool
    notice_short: str
    notice_full: str
    effective_from: str
    red_from: Decimal
    orange_above: Decimal
    yellow_from: Decimal
    items: tuple[Item, ...]

    @property
    def items_by_code(self) -> dict[str, Item]:
        """The items by their codes."""
        return {item.code: item for item in self.items}

    def level_by_points(self, points: Decimal) -> RiskLevel:
        """The level the points alone stand for [S2 四]."""
        if points >= self.red_from:
            return RiskLevel.RED
        if points > self.orange_above:
            return RiskLevel.ORANGE
        return RiskLevel.YELLOW if points >= self.yellow_from else RiskLevel.GREEN

    def range_words(self, points: Decimal) -> str:
        """The limits around a score, in words: 40到60之间."""
        red, orange, yellow = (f"{limit:f}" for limit in (self.red_from, self.orange_above, self.yellow_from))
        return {
            RiskLevel.RED: f"满{red}",
            RiskLevel.ORANGE: f"超过{orange}不到{red}",
            RiskLevel.YELLOW: f"{yellow}到{orange}之间",
            RiskLevel.GREEN: f"不到{yellow}",
        }[self.level_by_points(points)]

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ScoreSheet:
        """Read the shape of `score_sheet_sample.toml`. Points and limits are whole numbers or texts, never floats.

        Raises ValueError for a float, a code given twice or a `together_with` that names no answer of its item.
        """
        limits = data["limits"]
        return cls(
            edition=str(data["edition"]),
            name=str(data["name"]),
            title=str(data["title"]),
            official=bool(data["official"]),
            notice_short=str(data.get("notice_short", "")),
            notice_full=str(data.get("notice_full", "")),
            effective_from=str(data["effective_from"]),
            red_from=_number(limits["red_from"]),
            orange_above=_number(limits["orange_above"]),
            yellow_from=_number(limits["yellow_from"]),
            items=_unique(tuple(_item(item) for item in data["items"]), "items"),
        )

    def to_dict(self) -> dict[str, Any]:
        """The edition as it is stored: numbers as texts, ready for JSON; `from_dict` reads it back."""
        return {
            "edition": self.edition,
            "name": self.name,
            "title": self.title,
            "official": self.official,
            "notice_short": self.notice_short,
            "notice_full": self.notice_full,
            "effective_from": self.effective_from,
            "limits": {
                "red_from": str(self.red_from),
                "orange_above": str(self.orange_above),
                "yellow_from": str(self.yellow_from),
            },
            "items": [_item_record(item) for item in self.items],
        }


def _item(data: Mapping[str, Any]) -> Item:
    options = _unique(tuple(_option(option) for option in data["options"]), str(data["code"]))
    codes = {option.code for option in options}
    for option in options:
        for carry in option.carries:
            if carry.together_with is not None and carry.together_with not in codes:
                raise ValueError(f"{option.code} names no answer of its item: {carry.together_with}")
    return Item(
        code=str(data["code"]),
        letter=str(data["letter"]),
        label=str(data["label"]),
        kind=ItemKind(data["kind"]),
        combine=Combine(data.get("combine", Combine.HIGHEST)),
        cap=_number(data["cap"]) if data.get("cap") is not None else None,
        scored=bool(data.get("scored", True)),
        options=options,
    )


def _option(data: Mapping[str, Any]) -> Option:
    code, label = str(data["code"]), str(data["label"])
    return Option(
        code=code,
        label=label,
        points=_number(data.get("points", 0)),
        exclusive=bool(data.get("exclusive", False)),
        unknown=bool(data.get("unknown", False)),
        needs_words=bool(data.get("needs_words", False)),
        carries=tuple(
            Carry(
                # An answer that carries no name of its own is named after itself.
                name=str(carry.get("name", code)),
                label=str(carry.get("label", label)),
                level=RiskLevel(carry["level"]),
                kind=CarryKind(carry["kind"]),
                together_with=carry.get("together_with"),
            )
            for carry in data.get("carries", ())
        ),
    )


def _number(value: Any) -> Decimal:
    if isinstance(value, float):
        raise ValueError(f"write {value} as a text, so that its halves stay exact")
    return Decimal(value)


def _unique(rows: tuple[Any, ...], where: str) -> tuple[Any, ...]:
    codes = [row.code for row in rows]
    if len(codes) != len(set(codes)):
        raise ValueError(f"a code stands twice in {where}")
    return rows


def _item_record(item: Item) -> dict[str, Any]:
    return {
        "code": item.code,
        "letter": item.letter,
        "label": item.label,
        "kind": item.kind.value,
        "combine": item.combine.value,
        "cap": None if item.cap is None else str(item.cap),
        "scored": item.scored,
        "options": [_option_record(option) for option in item.options],
    }


def _option_record(option: Option) -> dict[str, Any]:
    return {
        "code": option.code,
        "label": option.label,
        "points": str(option.points),
        "exclusive": option.exclusive,
        "unknown": option.unknown,
        "needs_words": option.needs_words,
        "carries": [
            {
                "name": carry.name,
                "label": carry.label,
                "level": carry.level.value,
                "kind": carry.kind.value,
                "together_with": carry.together_with,
            }
            for carry in option.carries
        ],
    }
