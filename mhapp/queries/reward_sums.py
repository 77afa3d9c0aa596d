"""The periods of a year in sums: how many were judged, what was confirmed and paid."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, func, select

from mhapp import db
from mhapp.domain.reward_period import Period, period
from mhapp.domain.viewer import Viewer
from mhapp.models import Letter, Patient, RewardAssessment, RewardHalt, RewardPayment
from mhapp.queries.reward_halts import taken_off
from mhapp.queries.rewards import in_reward_scope


@dataclass(frozen=True)
class PeriodSums:
    """One period of a year in sums: people judged, yuan confirmed, people and yuan paid, payments that failed."""

    period: Period
    assessed: int
    confirmed: Decimal
    paid: int
    paid_yuan: Decimal
    failed: int


def year_sums(viewer: Viewer, year: int, ways: int) -> list[PeriodSums]:
    """The periods of a year divided in so many, in sums, the first first. One statement."""
    periods = [period(year, number, ways) for number in range(1, ways + 1)]
    payments = _payments_by_assessment()
    found = {
        row.period: row
        for row in db.session.execute(
            select(
                RewardAssessment.period,
                func.count().label("assessed"),
                func.sum(RewardAssessment.amount).label("confirmed"),
                func.sum(payments.c.paid).label("paid"),
                func.sum(payments.c.paid_yuan).label("paid_yuan"),
                func.sum(payments.c.failed).label("failed"),
            )
            .join(Letter, Letter.id == RewardAssessment.letter_id)
            .join(Patient, Patient.id == RewardAssessment.patient_id)
            .outerjoin(payments, payments.c.assessment_id == RewardAssessment.id)
            .where(
                in_reward_scope(viewer),
                RewardAssessment.withdrawn_at.is_(None),
                RewardAssessment.period.in_([one.code for one in periods]),
            )
            .group_by(RewardAssessment.period)
        )
    }
    return [_sums(one, found.get(one.code)) for one in periods]


def _payments_by_assessment() -> Any:
    paid, failed = RewardPayment.state == "paid", RewardPayment.state == "failed"
    off = exists().where(RewardHalt.payment_id == RewardPayment.id, taken_off())
    return (
        select(
            RewardPayment.assessment_id,
            func.count().filter(paid).label("paid"),
            func.sum(RewardPayment.amount).filter(paid).label("paid_yuan"),
            func.count().filter(failed & ~off).label("failed"),
        )
        .group_by(RewardPayment.assessment_id)
        .subquery()
    )


def _sums(one: Period, row: Any) -> PeriodSums:
    if row is None:
        return PeriodSums(one, 0, Decimal(0), 0, Decimal(0), 0)
    return PeriodSums(
        one, row.assessed, Decimal(row.confirmed or 0), int(row.paid or 0), Decimal(row.paid_yuan or 0),
        int(row.failed or 0),
    )  # fmt: skip
