"""A reward stopped for good: by a person for confinement or abuse, by the record at death, exit, move or another
guardian. Another reason may be found after it, and is kept beside it. Money on its way is held back, in rows of their
own: what a roster listed stays as it was written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.errors import RuleBroken
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.reward_stops import DEATH, Stop, Stopped, cuts_days, reaches_payment
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    Letter,
    Patient,
    RewardAssessment,
    RewardHalt,
    RewardPayment,
    RewardRoster,
    RewardRosterSending,
    RewardStop,
)
from mhapp.queries.reward_stops import stopped_agreement
from mhapp.queries.reward_terms import terms_of_agreement
from mhapp.services import audit_chain
from mhapp.services.reward_dues import close_reward_dues, owe_again
from mhapp.services.rewards import check_party

WITHDRAWN = "withdrawn"
OUT = ("bank", "finance")
"""Who may have a roster, the one that pays first: a payment they have is theirs to stop."""


def stop_reward(
    letter: Letter, reason: str, *, on: date, words: str | None, by: Viewer, at: datetime
) -> RewardStop:
    """Stop the reward of one agreement, from a day on, with a reason of its terms, by who signed it.

    One that stopped before keeps every further reason too. Raises RuleBroken for a letter without reward, the same
    reason a second time unless from an earlier day, a reason or a day that cannot be.
    """
    check_party(letter, by)
    _lock(letter)
    terms_of_agreement(letter).stop(reason)
    if letter.kind != LetterKind.REWARD.value or letter.signed_on is None:
        raise RuleBroken("这一份没有签成有奖监护协议，没有奖补可停")
    if on > beijing_date(at):
        raise RuleBroken("停发日期请填写今天或者以前的日期", "stopped_on")
    if on < letter.term_from:
        raise RuleBroken("停发日期早于协议开始的日期，请核对", "stopped_on")
    before = stopped_agreement(letter)
    if any(one.reason.code == reason and one.from_day <= on for one in (before.stops if before else ())):
        raise RuleBroken("这个原因已经登记过；更早就有的，请填写更早的日期", "reason")
    return _stop(letter, reason, on=on, words=words, by=by, at=at)


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
    """Stop those of these agreements that run on the day or later, whatever stopped them before; no other letter."""
    return [
        _stop(letter, reason, on=max(on, letter.term_from), words=None, by=by, at=at)
        for letter in letters
        if letter.kind == LetterKind.REWARD.value
        and letter.signed_on is not None
        and letter.term_until >= on
        and letter.term_from <= beijing_date(at)
        and _adds(letter, reason, on)
    ]


def settle_halted(payment: RewardPayment, *, at: datetime) -> None:
    """Who was asked has stopped a payment: what it was for is judged anew, unless it is forfeited."""
    judged = db.session.get_one(RewardAssessment, payment.assessment_id)
    if judged.withdrawn_at is not None:
        return  # judged anew before it was known that somebody had the roster
    halted = db.session.scalar(select(RewardHalt.id).where(RewardHalt.payment_id == payment.id))
    stopped = stopped_agreement(db.session.get_one(Letter, judged.letter_id))
    if halted is not None and stopped is not None and not stopped.forfeits:
        _judge_anew(judged, at=at)


def _adds(letter: Letter, reason: str, on: date) -> bool:
    """Whether what the records say is news of this agreement: it stopped for nothing yet, or goes on by its letter."""
    before = stopped_agreement(letter)
    if before is None:
        return True
    still_held = letter.ended_on is None or letter.ended_on >= on
    return still_held and reason not in {one.reason.code for one in before.stops}


def _lock(letter: Letter) -> None:
    """One stop of an agreement after the other, each seeing those before it."""
    db.session.execute(select(Letter.id).where(Letter.id == letter.id).with_for_update(key_share=True))


def _stop(letter: Letter, code: str, *, on: date, words: str | None, by: Viewer, at: datetime) -> RewardStop:
    before, found = stopped_agreement(letter), Stop(terms_of_agreement(letter).stop(code), on)
    stop = RewardStop(
        patient_id=letter.patient_id,
        letter_id=letter.id,
        reason=code,
        words=words,
        stopped_on=on,
        at=at,
        account_id=by.account_id,
    )
    db.session.add(stop)
    db.session.flush()
    audit_chain.record("reward:stop", at=at, by=by, kind="reward", subject=stop.public_id, detail=code)
    _hold_back(stop, found, before, by=by, at=at)
    if found.reason.forfeits or code == DEATH:
        close_reward_dues(letter.id, None, closed_by=("reward_stop", stop.id), at=at)
    return stop


def _hold_back(stop: RewardStop, found: Stop, before: Stopped | None, *, by: Viewer, at: datetime) -> None:
    """What is on its way and must not arrive; what was reckoned with days that no longer count is judged anew."""
    forfeits = found.reason.forfeits or (before is not None and before.forfeits)
    for judged in _standing_of(stop.letter_id):
        payment = db.session.scalar(
            select(RewardPayment).where(
                RewardPayment.assessment_id == judged.id, RewardPayment.state != "failed"
            )
        )
        if payment is None:
            if not forfeits and cuts_days(found, before, judged.until_date):
                _judge_anew(judged, at=at)
        elif payment.state == "listed" and reaches_payment(found, before, judged.until_date):
            _halt(payment, stop, by=by, at=at)
            if payment.state != "listed" and not forfeits:
                _judge_anew(judged, at=at)
    db.session.flush()


def _halt(payment: RewardPayment, stop: RewardStop, *, by: Viewer, at: datetime) -> None:
    # Locked on PostgreSQL against a sending under way, whose row points here: it is seen, or waits for the halt.
    db.session.execute(select(RewardRoster.id).where(RewardRoster.id == payment.roster_id).with_for_update())
    if db.session.scalar(select(RewardHalt.id).where(RewardHalt.payment_id == payment.id)) is not None:
        return  # asked for already, and not answered yet
    out = set(
        db.session.scalars(
            select(RewardRosterSending.receiver).where(RewardRosterSending.roster_id == payment.roster_id)
        )
    )
    kind = next((f"at_{one}" for one in OUT if one in out), WITHDRAWN)
    halt = RewardHalt(payment_id=payment.id, stop_id=stop.id, kind=kind, at=at, account_id=by.account_id)
    db.session.add(halt)
    if kind == WITHDRAWN:
        # Never out of the house, so never paid: kept as a payment that did not happen; the halt says why.
        payment.state, payment.result_on = "failed", beijing_date(at)
        payment.result_at, payment.result_by_id = at, by.account_id
    db.session.flush()
    audit_chain.record("reward:halt", at=at, by=by, kind="reward", subject=payment.public_id, detail=kind)


def _judge_anew(assessment: RewardAssessment, *, at: datetime) -> None:
    assessment.withdrawn_at = at
    db.session.flush()
    owe_again(assessment.letter_id, assessment.period, at=at)


def _standing_of(letter_id: int) -> list[RewardAssessment]:
    return list(
        db.session.scalars(
            select(RewardAssessment)
            .where(RewardAssessment.letter_id == letter_id, RewardAssessment.withdrawn_at.is_(None))
            .order_by(RewardAssessment.id)
        )
    )
