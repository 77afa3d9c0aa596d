"""以奖代补: a period judged by a named person of the township that signed, and its amount confirmed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.errors import RuleBroken
from mhapp.domain.reward import (
    Judgement,
    check_amount,
    check_judgements,
    days_that_count,
    last_day,
    proposed_amount,
)
from mhapp.domain.reward_period import Period
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    Letter,
    Patient,
    RewardAssessment,
    RewardPayment,
    Unit,
)
from mhapp.queries.reward_facts import agreement_of, evidence_of, stays_of
from mhapp.queries.reward_terms import terms_of_agreement
from mhapp.services import audit_chain
from mhapp.services.reward_dues import close_reward_dues, owe_again


def assess(
    letter: Letter,
    period: Period,
    judgements: Mapping[str, Judgement],
    words: Mapping[str, str],
    *,
    by: Viewer,
    at: datetime,
) -> RewardAssessment:
    """Keep what a person judged for one period, with the evidence they were shown and the amount it comes to.

    Raises RuleBroken where the period runs still, was judged, or has no day that counts; at what was not judged.
    """
    patient, township = db.session.get_one(Patient, letter.patient_id), _township_of(letter)
    terms = terms_of_agreement(letter)
    check_party(letter, by)
    if period.periods != terms.periods:
        raise RuleBroken(f"这份协议一年考核{terms.periods}次，请按协议的考核期考核")
    check_judgements(terms, judgements, words)
    agreement, today = agreement_of(letter), beijing_date(at)
    if today <= last_day(period, agreement):
        raise RuleBroken(f"{period.label}还没有结束，结束以后再考核")
    if _standing(letter.id, period) is not None:
        raise RuleBroken(f"{period.label}已经考核过，要重新考核请先撤销")
    days = days_that_count(
        period, agreement, stays_of(patient), hospital_days_count=terms.hospital_days_count
    )
    if days == 0:
        raise RuleBroken(f"{period.label}没有可以计算的天数")
    assessment = RewardAssessment(
        patient_id=patient.id,
        letter_id=letter.id,
        unit_id=township.id,
        period=period.code,
        from_date=period.from_date,
        until_date=period.until_date,
        edition=terms.edition,
        whole=terms.whole,
        days=days,
        days_in_period=period.days,
        evidence=_json(evidence_of(patient, period, agreement)),
        judgements=_json({code: [judged.value, words.get(code, "")] for code, judged in judgements.items()}),
        proposed=proposed_amount(terms, period, days, judgements),
        assessed_at=at,
        assessed_by_id=by.account_id,
    )
    db.session.add(assessment)
    db.session.flush()
    _record("reward:assess", assessment.public_id, by=by, at=at, detail=period.code)
    return assessment


def confirm(
    assessment: RewardAssessment, amount: Decimal, reason: str | None, *, by: Viewer, at: datetime
) -> None:
    """Say what is paid. Raises RuleBroken when it is confirmed or withdrawn already, and at another amount."""
    if assessment.withdrawn_at is not None or assessment.amount is not None:
        raise RuleBroken("这一期的金额已经确认或者撤销")
    check_party(db.session.get_one(Letter, assessment.letter_id), by)
    check_amount(amount, assessment.proposed, assessment.whole, reason)
    assessment.amount, assessment.amount_reason = amount, reason
    assessment.confirmed_at, assessment.confirmed_by_id = at, by.account_id
    db.session.flush()
    if not amount:
        close_reward_dues(
            assessment.letter_id, assessment.period, closed_by=("reward_assessment", assessment.id), at=at
        )
    _record("reward:confirm", assessment.public_id, by=by, at=at)


def withdraw(assessment: RewardAssessment, *, by: Viewer, at: datetime) -> None:
    """Take a judgement back, so that the period can be judged anew. Raises RuleBroken once money is under way."""
    if assessment.withdrawn_at is not None:
        raise RuleBroken("这次考核已经撤销")
    under_way = select(RewardPayment.id).where(
        RewardPayment.assessment_id == assessment.id, RewardPayment.state != "failed"
    )
    if db.session.scalar(under_way.limit(1)) is not None:
        raise RuleBroken("已经列入发放名册，不能再撤销")
    check_party(db.session.get_one(Letter, assessment.letter_id), by)
    assessment.withdrawn_at = at
    db.session.flush()
    owe_again(assessment.letter_id, assessment.period, at=at)
    _record("reward:withdraw", assessment.public_id, by=by, at=at)


def _standing(letter_id: int, period: Period) -> RewardAssessment | None:
    return db.session.scalar(
        select(RewardAssessment).where(
            RewardAssessment.letter_id == letter_id,
            RewardAssessment.period == period.code,
            RewardAssessment.withdrawn_at.is_(None),
        )
    )


def check_party(letter: Letter, by: Viewer) -> None:
    """Raise RuleBroken where another township signed the agreement: its parties judge and pay, also after a move."""
    township = _township_of(letter)
    if by.unit_id != township.id:
        raise RuleBroken(f"这份协议由{township.name}签订，由{township.name}考核发放")


def _township_of(letter: Letter) -> Unit:
    """The township whose village the agreement was made for: it pays, also when the person has moved since."""
    village = db.session.get_one(Unit, letter.unit_id)
    return db.session.get_one(Unit, village.parent_id)


def _record(act: str, subject: str, *, by: Viewer, at: datetime, detail: str | None = None) -> None:
    audit_chain.record(act, at=at, by=by, kind="reward", subject=subject, detail=detail)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
