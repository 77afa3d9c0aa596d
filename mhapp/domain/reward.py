"""以奖代补: the county's terms, the periods of a year, the days that count and what they come to, in yuan and cents.

Nothing here refuses anybody: conditions are judged by a named person, and the amount is a proposal (domain §7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from mhapp.domain.errors import RuleBroken

CENT = Decimal("0.01")
STOPS_BY_ITSELF = ("death", "exit", "moved", "guardian_changed")
"""Reasons every county's terms have: a reward stops for them with what was recorded, nobody choosing."""
GONE_WITH_THE_PERSON = ("death", "exit")
"""Stops after which nothing goes out that nobody has looked at once more [A]."""
PERIOD_NAMES = {1: ("全年",), 2: ("上半年", "下半年"), 4: ("第一季度", "第二季度", "第三季度", "第四季度")}
"""How often a year is assessed and paid, and what its parts are called."""
_PERIOD_CODES = {1: ("Y",), 2: ("1", "2"), 4: ("Q1", "Q2", "Q3", "Q4")}


class Judgement(StrEnum):
    """What a person says of one condition."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_JUDGED = "not_judged"

    @property
    def label(self) -> str:
        """The words on screen."""
        return {"met": "做到了", "not_met": "没有做到", "not_judged": "不作判断"}[self.value]


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


@dataclass(frozen=True)
class Period:
    """One part of a year: its first and last day."""

    year: int
    number: int
    from_date: date
    until_date: date
    periods: int
    """How many its year has."""

    @property
    def name(self) -> str:
        """上半年"""
        return PERIOD_NAMES[self.periods][self.number - 1]

    @property
    def code(self) -> str:
        """2026-1 for a half-year, 2026-Q1 for a quarter, 2026-Y for a year: counties change how often they assess."""
        return f"{self.year}-{_PERIOD_CODES[self.periods][self.number - 1]}"

    @property
    def label(self) -> str:
        """2026年上半年"""
        return f"{self.year}年{self.name}"

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until_date - self.from_date).days + 1


@dataclass(frozen=True)
class PayeeLine:
    """One line of a roster for the bank: whose account, which, how much, and our own reference."""

    holder: str
    bank: str
    number: str
    amount: Decimal
    reference: str


def period(year: int, number: int, periods: int) -> Period:
    """The `number`-th of so many periods of a year, from 1."""
    months = 12 // periods
    first = date(year, (number - 1) * months + 1, 1)
    after = date(year + 1, 1, 1) if number == periods else date(year, number * months + 1, 1)
    return Period(year, number, first, after - timedelta(days=1), periods)


def period_from_code(code: str) -> Period | None:
    """The period a code names, None where there is no such period."""
    year, _, part = code.partition("-")
    if not (len(year) == 4 and year.isascii() and year.isdigit() and year.startswith("20")):
        return None
    for periods, parts in _PERIOD_CODES.items():
        if part in parts:
            return period(int(year), parts.index(part) + 1, periods)
    return None


def period_words(code: str) -> str:
    """2026年上半年; the code itself where it names no period."""
    named = period_from_code(code)
    return named.label if named else code


def periods_until(today: date, periods: int, count: int) -> list[Period]:
    """The period a day lies in and those before it, the newest first."""
    number = (today.month - 1) // (12 // periods) + 1
    index = today.year * periods + number - 1
    return [period(one // periods, one % periods + 1, periods) for one in range(index, index - count, -1)]


@dataclass(frozen=True)
class Stay:
    """A stay in hospital: the first day, and the day they came home; None while it lasts."""

    from_date: date
    home_on: date | None = None


@dataclass(frozen=True)
class Agreement:
    """Since when and until when an agreement holds: to the end of its term, or before the day it ended or stopped."""

    from_date: date
    until_date: date
    ends_before: date | None = None


def last_day(period: Period, agreement: Agreement) -> date:
    """The last day of a period an agreement holds: it is over the day after. May lie before the period begins."""
    last = min(period.until_date, agreement.until_date)
    return last if agreement.ends_before is None else min(last, agreement.ends_before - timedelta(days=1))


def days_that_count(
    period: Period, agreement: Agreement, stays: Iterable[Stay], *, hospital_days_count: bool
) -> int:
    """Days of the period the agreement covers, without days in hospital; the day of coming home counts again."""
    first = max(period.from_date, agreement.from_date)
    last = last_day(period, agreement)
    covered = {first + timedelta(days=one) for one in range(max(0, (last - first).days + 1))}
    if not hospital_days_count:
        for stay in stays:
            covered -= {
                day for day in covered if stay.from_date <= day and (not stay.home_on or day < stay.home_on)
            }
    return len(covered)


def stop_reaches_payment(reason: StopReason, stopped_on: date, until_date: date) -> bool:
    """Whether a stop holds a payment back that is on its way for a period up to `until_date`.

    What is forfeited, what was reckoned with days after the stop, and whose person is gone [A].
    """
    return reason.forfeits or stopped_on <= until_date or reason.code in GONE_WITH_THE_PERSON


def share_met(conditions: Iterable[Condition], judgements: Mapping[str, Judgement]) -> Decimal:
    """Percent of the amount: what was judged not met is taken off; what nobody judged is not."""
    return sum(
        (one.share for one in conditions if judgements.get(one.code) is not Judgement.NOT_MET), Decimal(0)
    )


def proposed_amount(
    terms: RewardTerms, period: Period, days: int, judgements: Mapping[str, Judgement]
) -> Decimal:
    """Yuan for so many days of a period, rounded once, half a cent up."""
    share = share_met(terms.conditions, judgements)
    return (terms.whole * days / period.days * share / 100).quantize(CENT, ROUND_HALF_UP)


def check_judgements(
    terms: RewardTerms, judgements: Mapping[str, Judgement], words: Mapping[str, str]
) -> None:
    """Raise RuleBroken at a condition without a judgement, and where a judgement needs words and has none."""
    for one in terms.conditions:
        judged = judgements.get(one.code)
        if judged is None:
            raise RuleBroken(f"请对“{one.label}”作出判断，不好判断的选不作判断", one.code)
        if judged is not Judgement.MET and not words.get(one.code, "").strip():
            raise RuleBroken(f"“{one.label}”选了{judged.label}，请写明依据或者原因", f"{one.code}_words")


def check_amount(amount: Decimal, proposed: Decimal, whole: Decimal, reason: str | None) -> None:
    """Raise RuleBroken for an amount nobody may confirm, and for one other than proposed without a reason."""
    if not amount.is_finite() or amount < 0 or amount > whole:
        raise RuleBroken(f"金额请填写0到{whole}元之间的数", "amount")
    if amount != amount.quantize(CENT):
        raise RuleBroken("金额请最多写两位小数", "amount")
    if amount != proposed and not (reason or "").strip():
        raise RuleBroken(f"金额和建议的{proposed}元不一样，请写明理由", "amount_reason")
