"""Designating a guardian (指定监护人) [S2 （一）, L 民法典31, 32]: who may, what is done instead, what it costs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from mhapp.domain.errors import RuleBroken

LARGEST_COST = Decimal(100_000)


class DesignationGround(StrEnum):
    """Why somebody has to be found."""

    NO_GUARDIAN = "no_guardian"
    UNABLE = "unable"

    @property
    def label(self) -> str:
        """The words on screen."""
        return {"no_guardian": "没有监护人", "unable": "有监护人，但无法有效履行监护责任"}[self.value]


class DesignatingBody(StrEnum):
    """Who may designate: the village committee, civil affairs, or the court (民法典31) [L]."""

    VILLAGE_COMMITTEE = "village_committee"
    CIVIL_AFFAIRS = "civil_affairs"
    COURT = "court"

    @property
    def label(self) -> str:
        """The words on screen and paper."""
        return {
            "village_committee": "村（居）民委员会",
            "civil_affairs": "民政部门",
            "court": "人民法院",
        }[self.value]


class Measure(StrEnum):
    """What is done where nobody can be designated [S2]."""

    MEDICINE = "medicine"
    CARE_HOME = "care_home"

    @property
    def label(self) -> str:
        """The words on screen."""
        return {"medicine": "落实专人督促按医嘱服药", "care_home": "送康复（托养）机构照料"}[self.value]


class Outcome(StrEnum):
    """How a case ends."""

    DESIGNATED = "designated"
    IMPOSSIBLE = "impossible"
    NOT_NEEDED = "not_needed"

    @property
    def label(self) -> str:
        """The words on screen."""
        return {
            "designated": "已指定监护人",
            "impossible": "无法指定，已落实替代措施",
            "not_needed": "已有监护人，不需指定",
        }[self.value]


class CostKind(StrEnum):
    """What the township paid for."""

    MEDICINE = "medicine"
    HOSPITAL = "hospital"
    LIVING = "living"
    CARE = "care"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words on screen."""
        return {
            "medicine": "药费",
            "hospital": "住院费",
            "living": "生活费",
            "care": "护理、托养费",
            "other": "其他",
        }[self.value]


def check_received(received_on: date, today: date, backdating_days: int) -> None:
    """Raise RuleBroken for a receipt to come, or longer ago than anybody means: the ten days run from it.

    It may lie before the report's entry here: a village reports by telephone or on paper first.
    """
    if received_on > today:
        raise RuleBroken("收到日期请填写今天或者以前的日期", "received_on")
    if (today - received_on).days > backdating_days:
        raise RuleBroken(f"收到日期请填写最近{backdating_days}天以内的日期", "received_on")


def received_before_entry(received_on: date | None, reported_on: date) -> bool:
    """Whether the township had the report before it was entered here: marked as entered late (补登)."""
    return received_on is not None and received_on < reported_on


def check_decided(decided_on: date, received_on: date | None, today: date) -> None:
    """Raise RuleBroken for a decision on what the township has not received, before that, or to come."""
    if received_on is None:
        raise RuleBroken("请先登记收到日期，再登记结果")
    if decided_on > today:
        raise RuleBroken("办结日期请填写今天或者以前的日期", "decided_on")
    if decided_on < received_on:
        raise RuleBroken("办结日期早于收到日期，请核对", "decided_on")


def check_cost(paid_on: date, amount: Decimal, known_on: date, today: date) -> None:
    """Raise RuleBroken for a day before the case or to come, and for an amount nobody means."""
    if not known_on <= paid_on <= today:
        raise RuleBroken("支出日期请填写报告之后、今天或者以前的日期", "paid_on")
    if not amount.is_finite() or amount == 0 or abs(amount) > LARGEST_COST:
        raise RuleBroken("金额请填写不为0、不超过10万元的数，记错的用负数冲回", "amount")
    if amount != amount.quantize(Decimal("0.01")):
        raise RuleBroken("金额请最多写两位小数", "amount")
