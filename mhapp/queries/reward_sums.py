"""The periods of a year in sums: how many were judged, what was confirmed and paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import false, func, select

from mhapp import db
from mhapp.domain.disclosure import Group, may_see
from mhapp.domain.reward import Period, RewardTerms, periods_until
from mhapp.domain.viewer import Viewer
from mhapp.models import Patient, RewardAssessment, RewardPayment
from mhapp.queries.scope import in_scope


@dataclass(frozen=True)
class PeriodSums:
    """One period of a year in sums: people judged, yuan confirmed, people and yuan paid, payments that failed."""

    period: Period
    assessed: int
    confirmed: Decimal
    paid: int
    paid_yuan: Decimal
    failed: int


def year_sums(viewer: Viewer, year: int, terms: RewardTerms) -> list[PeriodSums]:
    """The periods of a year in sums, the first first. Two statements."""
    may = in_scope(viewer) if may_see(viewer.role, Group.LETTERS) else false()
    paid, failed = RewardPayment.state == "paid", RewardPayment.state == "failed"
    found = {
        row.period: row
        for row in db.session.execute(
            select(
                RewardAssessment.period,
                func.count(RewardAssessment.id.distinct()).label("assessed"),
                func.count(RewardPayment.id).filter(paid).label("paid"),
                func.coalesce(func.sum(RewardPayment.amount).filter(paid), 0).label("paid_yuan"),
                func.count(RewardPayment.id).filter(failed).label("failed"),
            )
            .join(Patient, Patient.id == RewardAssessment.patient_id)
            .outerjoin(RewardPayment, RewardPayment.assessment_id == RewardAssessment.id)
            .where(may, RewardAssessment.withdrawn_at.is_(None), RewardAssessment.period.like(f"{year}-%"))
            .group_by(RewardAssessment.period)
        )
    }
    confirmed = dict(
        db.session.execute(
            select(RewardAssessment.period, func.sum(RewardAssessment.amount))
            .join(Patient, Patient.id == RewardAssessment.patient_id)
            .where(may, RewardAssessment.withdrawn_at.is_(None), RewardAssessment.period.like(f"{year}-%"))
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
        for one in reversed(periods_until(date(year, 12, 31), terms.periods, terms.periods))
    ]
