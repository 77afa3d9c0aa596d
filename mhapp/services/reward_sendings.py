"""A roster of rewards leaves the house: taken out as a workbook for the bank or for finance, or said to have been sent.

From then on whoever has it is asked to stop a payment; it is not taken off in silence.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.errors import RuleBroken
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    Patient,
    RewardAssessment,
    RewardHalt,
    RewardPayment,
    RewardRoster,
    RewardRosterSending,
)
from mhapp.queries.reward_halts import taken_off
from mhapp.services import audit_chain


def record_taking_out(roster: RewardRoster, receiver: str, *, by: Viewer, at: datetime) -> None:
    """The workbook was made for the bank or for finance: from now on a payment is stopped there, not on the roster."""
    _record_sending(roster, receiver, on=beijing_date(at), taken_out=True, by=by, at=at)


def record_sent_to_bank(roster: RewardRoster, *, on: date, by: Viewer, at: datetime) -> None:
    """The roster is said to have gone to the bank, by who and on which day: as finance pays, or by hand.

    What a stop took off it on that day or later the bank may have: it is asked to stop it, and its answer recorded.
    Raises RuleBroken where it is known already, and at a day before the roster or after today.
    """
    _lock_the_people_of(roster)
    to_bank = (RewardRosterSending.roster_id == roster.id, RewardRosterSending.receiver == "bank")
    if db.session.scalar(select(RewardRosterSending.id).where(*to_bank).limit(1)) is not None:
        raise RuleBroken("这份名册已经登记送银行，不用再登记")
    if not beijing_date(roster.made_at) <= on <= beijing_date(at):
        raise RuleBroken("日期请填写名册编制之后、今天或者以前的日期", "sent_on")
    _record_sending(roster, "bank", on=on, taken_out=False, by=by, at=at)
    for payment, halted_at in _taken_off(roster):
        if beijing_date(halted_at) >= on:
            _hand_back(payment, by=by, at=at)
    audit_chain.record("reward:sent", at=at, by=by, kind="reward_roster", subject=roster.public_id)


def _record_sending(
    roster: RewardRoster, receiver: str, *, on: date, taken_out: bool, by: Viewer, at: datetime
) -> None:
    db.session.add(
        RewardRosterSending(
            roster_id=roster.id,
            receiver=receiver,
            sent_on=on,
            taken_out=taken_out,
            at=at,
            account_id=by.account_id,
        )
    )
    db.session.flush()


def _lock_the_people_of(roster: RewardRoster) -> None:
    """Nobody stops or lists a payment of theirs meanwhile; on SQLite nobody could anyway."""
    if db.is_sqlite():
        return
    people = select(RewardPayment.patient_id).where(RewardPayment.roster_id == roster.id)
    query = select(Patient.id).where(Patient.id.in_(people)).order_by(Patient.id)
    db.session.execute(query.with_for_update(key_share=True))


def _taken_off(roster: RewardRoster) -> list[tuple[RewardPayment, datetime]]:
    found = db.session.execute(
        select(RewardPayment, RewardHalt.at)
        .join(RewardHalt, RewardHalt.payment_id == RewardPayment.id)
        .where(RewardPayment.roster_id == roster.id, taken_off())
        .order_by(RewardPayment.id)
    )
    return [(payment, halted_at) for payment, halted_at in found]


def _hand_back(payment: RewardPayment, *, by: Viewer, at: datetime) -> None:
    """Listed as before the stop took it off, with the judgement it pays for, until the bank has answered."""
    payment.state, payment.result_on = "listed", None
    payment.result_at, payment.result_by_id = None, None
    db.session.flush()
    judged = db.session.get_one(RewardAssessment, payment.assessment_id)
    anew = _judged_anew(judged) if judged.withdrawn_at is not None else None
    if anew is not None and not _is_under_way(anew):
        anew.withdrawn_at, anew = at, None  # nothing is paid twice for one period
        db.session.flush()
    if anew is None:
        judged.withdrawn_at = None
        db.session.flush()
    audit_chain.record(
        "reward:halt", at=at, by=by, kind="reward", subject=payment.public_id, detail="at_bank"
    )


def _judged_anew(judged: RewardAssessment) -> RewardAssessment | None:
    return db.session.scalar(
        select(RewardAssessment).where(
            RewardAssessment.letter_id == judged.letter_id,
            RewardAssessment.period == judged.period,
            RewardAssessment.withdrawn_at.is_(None),
        )
    )


def _is_under_way(judged: RewardAssessment) -> bool:
    query = select(RewardPayment.id).where(
        RewardPayment.assessment_id == judged.id, RewardPayment.state != "failed"
    )
    return db.session.scalar(query.limit(1)) is not None
