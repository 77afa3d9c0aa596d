"""以奖代补: a period judged by a named person, its amount confirmed, and the reward stopped at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.errors import RuleBroken
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.reward import (
    Judgement,
    Period,
    check_amount,
    check_judgements,
    days_that_count,
    proposed_amount,
)
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    Letter,
    Patient,
    RewardAssessment,
    RewardPayment,
    RewardStop,
    Unit,
)
from mhapp.queries.reward_facts import agreement_of, evidence_of, stays_of
from mhapp.queries.reward_terms import reward_terms_of
from mhapp.services import audit_chain


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
    terms = reward_terms_of(township.path, period.until_date)
    check_judgements(terms, judgements, words)
    agreement, today = agreement_of(letter), beijing_date(at)
    over = min(period.until_date, agreement.until_date)
    if today <= over and (agreement.ends_before is None or agreement.ends_before > today):
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
        evidence=_json(evidence_of(patient, period)),
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
    check_amount(amount, assessment.proposed, assessment.whole, reason)
    assessment.amount, assessment.amount_reason = amount, reason
    assessment.confirmed_at, assessment.confirmed_by_id = at, by.account_id
    db.session.flush()
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
    assessment.withdrawn_at = at
    db.session.flush()
    _record("reward:withdraw", assessment.public_id, by=by, at=at)


def stop_reward(
    letter: Letter, reason: str, *, on: date, words: str | None, by: Viewer, at: datetime
) -> RewardStop:
    """Stop the reward of one agreement, from a day on, with a reason of the county's terms.

    Raises RuleBroken for a letter without reward, one stopped before, a reason or a day that cannot be.
    """
    reward_terms_of(_township_of(letter).path, on).stop(reason)
    if letter.kind != LetterKind.REWARD.value or letter.signed_on is None:
        raise RuleBroken("这一份没有签成有奖监护协议，没有奖补可停")
    if db.session.scalar(select(RewardStop.id).where(RewardStop.letter_id == letter.id)) is not None:
        raise RuleBroken("这一份协议的奖补已经停发")
    if on > beijing_date(at):
        raise RuleBroken("停发日期请填写今天或者以前的日期", "stopped_on")
    if on < letter.term_from:
        raise RuleBroken("停发日期早于协议开始的日期，请核对", "stopped_on")
    stop = RewardStop(
        patient_id=letter.patient_id,
        letter_id=letter.id,
        reason=reason,
        words=words,
        stopped_on=on,
        at=at,
        account_id=by.account_id,
    )
    db.session.add(stop)
    db.session.flush()
    _record("reward:stop", stop.public_id, by=by, at=at, detail=reason)
    return stop


def stop_rewards_of(
    patient: Patient, reason: str, *, by: Viewer, at: datetime, on: date | None = None
) -> list[RewardStop]:
    """Stop every reward of a person: death, exit, moved, guardian_changed … To stop none is no fault."""
    letters = list(
        db.session.scalars(select(Letter).where(Letter.patient_id == patient.id).order_by(Letter.id))
    )
    return stop_rewards_with(letters, reason, on=on or beijing_date(at), by=by, at=at)


def stop_rewards_with(
    letters: Sequence[Letter], reason: str, *, on: date, by: Viewer, at: datetime
) -> list[RewardStop]:
    """Stop those of these agreements that run on the day or later and were not stopped before; no other letter."""
    stopped = set(
        db.session.scalars(
            select(RewardStop.letter_id).where(RewardStop.letter_id.in_([letter.id for letter in letters]))
        )
    )
    return [
        stop_reward(letter, reason, on=max(on, letter.term_from), words=None, by=by, at=at)
        for letter in letters
        if letter.kind == LetterKind.REWARD.value
        and letter.signed_on is not None
        and letter.id not in stopped
        and letter.term_until >= on
        and letter.term_from <= beijing_date(at)
    ]


def _standing(letter_id: int, period: Period) -> RewardAssessment | None:
    return db.session.scalar(
        select(RewardAssessment).where(
            RewardAssessment.letter_id == letter_id,
            RewardAssessment.period == period.code,
            RewardAssessment.withdrawn_at.is_(None),
        )
    )


def _township_of(letter: Letter) -> Unit:
    """The township whose village the agreement was made for: it pays, also when the person has moved since."""
    village = db.session.get_one(Unit, letter.unit_id)
    return db.session.get_one(Unit, village.parent_id)


def _record(act: str, subject: str, *, by: Viewer, at: datetime, detail: str | None = None) -> None:
    audit_chain.record(act, at=at, by=by, kind="reward", subject=subject, detail=detail)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
