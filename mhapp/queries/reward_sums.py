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
    """The periods of a year divided in so many, in sums, the first first. Two statements."""
    periods = [period(year, number, ways) for number in range(1, ways + 1)]
    conditions = [
        in_reward_scope(viewer),
        RewardAssessment.withdrawn_at.is_(None),
        RewardAssessment.period.in_([one.code for one in periods]),
    ]
    paid, failed = RewardPayment.state == "paid", RewardPayment.state == "failed"
    taken_off = exists().where(RewardHalt.payment_id == RewardPayment.id, RewardHalt.kind == "withdrawn")
    found = {
        row.period: row
        for row in db.session.execute(
            _joined(
                select(
                    RewardAssessment.period,
                    func.count(RewardAssessment.id.distinct()).label("assessed"),
                    func.count(RewardPayment.id).filter(paid).label("paid"),
                    func.coalesce(func.sum(RewardPayment.amount).filter(paid), 0).label("paid_yuan"),
                    func.count(RewardPayment.id).filter(failed & ~taken_off).label("failed"),
                )
            )
            .outerjoin(RewardPayment, RewardPayment.assessment_id == RewardAssessment.id)
            .where(*conditions)
            .group_by(RewardAssessment.period)
        )
    }
    confirmed = dict(
        db.session.execute(
            _joined(select(RewardAssessment.period, func.sum(RewardAssessment.amount)))
            .where(*conditions)
            .group_by(RewardAssessment.period)
        ).all()
    )
    return [
        PeriodSums(
            one,
            found[one.code].assessed if one.code in found else 0,
            Decimal(confirmed.get(one.code) or 0),
            found[one.code].paid if one.code in found else 0,
            Decimal(found[one.code].paid_yuan if one.code in found else 0),
            found[one.code].failed if one.code in found else 0,
        )
        for one in periods
    ]


def _joined(query: Any) -> Any:
    return query.join(Letter, Letter.id == RewardAssessment.letter_id).join(
        Patient, Patient.id == RewardAssessment.patient_id
    )
