"""以奖代补: the days of a period that count, what was judged, and what it comes to, in yuan and cents.

Nothing here refuses anybody: conditions are judged by a named person, and the amount is a proposal (domain §7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from mhapp.domain.errors import RuleBroken
from mhapp.domain.reward_period import Period
from mhapp.domain.reward_terms import CENT, Condition, RewardTerms


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
class PayeeLine:
    """One line of a roster for the bank: whose account, which, how much, and our own reference."""

    holder: str
    bank: str
    number: str
    amount: Decimal
    reference: str


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
