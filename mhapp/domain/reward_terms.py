"""The county's terms of 以奖代补: amount, how often, conditions, what stops it; data in editions (domain §7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from mhapp.domain.errors import RuleBroken
from mhapp.domain.reward_period import PERIOD_NAMES

CENT = Decimal("0.01")
STOPS_BY_ITSELF = ("death", "exit", "moved", "guardian_changed")
"""Reasons every county's terms have: a reward stops for them with what was recorded, nobody choosing."""
GONE_WITH_THE_PERSON = ("death", "exit")
"""Stops after which nothing goes out that nobody has looked at once more [A]."""


@dataclass(frozen=True)
class Condition:
    """One thing the reward is for, with its share of the amount in percent."""

    code: str
    label: str
    share: Decimal


@dataclass(frozen=True)
class StopReason:
    """Why a reward stops; `forfeits`: what has not been paid yet is not paid any more."""

    code: str
    label: str
    forfeits: bool


@dataclass(frozen=True)
class RewardTerms:
    """One edition of a county's terms. `scope`: whom it is for, in words; `yearly`: yuan a year; `periods`: 1, 2 or 4
    a year."""

    edition: str
    name: str
    scope: str
    yearly: Decimal
    periods: int
    hospital_days_count: bool
    conditions: tuple[Condition, ...]
    stops: tuple[StopReason, ...]

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RewardTerms:
        """Read the shape of `reward.toml`. Raises RuleBroken where the numbers cannot be."""
        terms = cls(
            edition=str(data["edition"]),
            name=str(data["name"]),
            scope=str(data.get("scope", "")),
            yearly=Decimal(str(data["yearly_yuan"])),
            periods=int(data["periods"]),
            hospital_days_count=bool(data["hospital_days_count"]),
            conditions=tuple(
                Condition(one["code"], one["label"], Decimal(str(one["share"]))) for one in data["conditions"]
            ),
            stops=tuple(
                StopReason(one["code"], one["label"], bool(one["forfeits"])) for one in data["stops"]
            ),
        )
        if terms.periods not in PERIOD_NAMES:
            raise RuleBroken("每年分几次考核发放，请写1、2或者4：periods = …")
        if terms.yearly < 0 or terms.yearly != terms.yearly.quantize(CENT):
            raise RuleBroken("每年的金额请写成不小于0、最多两位小数的数：yearly_yuan = …")
        if sum(one.share for one in terms.conditions) != 100:
            raise RuleBroken("各项条件的比例加起来应当是100")
        missing = [code for code in STOPS_BY_ITSELF if code not in {one.code for one in terms.stops}]
        if missing:
            raise RuleBroken(f"停发的原因里还要有：{'、'.join(missing)}（[[stops]]的code）")
        return terms

    def stop(self, code: str) -> StopReason:
        """The reason with this code. Raises RuleBroken for one the county's terms do not have."""
        for reason in self.stops:
            if reason.code == code:
                return reason
        raise RuleBroken("请选择停发的原因", "reason")

    @property
    def yearly_words(self) -> str:
        """2500, or 2500.50: as an agreement prints it."""
        return (
            f"{self.yearly:.0f}" if self.yearly == self.yearly.to_integral_value() else f"{self.yearly:.2f}"
        )

    @property
    def whole(self) -> Decimal:
        """Yuan for a whole period."""
        return (self.yearly / self.periods).quantize(CENT, ROUND_HALF_UP)


def terms_facts(terms: RewardTerms) -> list[tuple[str, str]]:
    """What an edition says, label and words, as it is read before it is published and ever after."""
    return [
        ("名称", terms.name),
        ("范围", terms.scope or "没有写"),
        ("每年的金额", f"{terms.yearly:.2f}元"),
        (
            "一年考核几次",
            f"{terms.periods}次（{'、'.join(PERIOD_NAMES[terms.periods])}），每次最多{terms.whole:.2f}元",
        ),
        ("住院的天数", "照算" if terms.hospital_days_count else "不算，出院那天起再算"),
        *((one.label, f"占{one.share.normalize():f}%") for one in terms.conditions),
        ("停发后不再发放", "、".join(one.label for one in terms.stops if one.forfeits) or "没有"),
        ("停发前的天数照算", "、".join(one.label for one in terms.stops if not one.forfeits) or "没有"),
    ]
