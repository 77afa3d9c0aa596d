"""Paying rewards: the account, a roster for the bank, what became of each payment, and the receipt somebody signed."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import defer

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.errors import RuleBroken
from mhapp.domain.reward_period import Period
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    Letter,
    Patient,
    RewardAccount,
    RewardAssessment,
    RewardPayment,
    RewardRoster,
    StoredFile,
    Unit,
)
from mhapp.queries.reward_stops import stopped_agreements
from mhapp.services import audit_chain
from mhapp.services.numbers import next_number
from mhapp.services.reward_dues import close_reward_dues
from mhapp.services.reward_stops import settle_halted

_ACCOUNT = re.compile(r"[0-9]{8,30}")
MOST_PAYMENTS = 500
"""Of one roster: more than 500 people in one workbook would need a second person (domain §12)."""


def account_digits(typed: str) -> str:
    """A number as banks print it in groups, or as typed at one go: the same digits."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed))


def set_account(
    patient: Patient, holder: str, bank: str, number: str, *, by: Viewer, at: datetime
) -> RewardAccount:
    """Where the money goes from now on; the account before stays on record. Raises RuleBroken at the number."""
    digits = account_digits(number)
    if not _ACCOUNT.fullmatch(digits):
        raise RuleBroken("请填写8到30位数字的账号", "number")
    before = db.session.scalar(
        select(RewardAccount).where(RewardAccount.patient_id == patient.id, RewardAccount.until_at.is_(None))
    )
    if before is not None:
        before.until_at = at
        db.session.flush()
    account = RewardAccount(
        patient_id=patient.id, holder=holder, bank=bank, number=digits, from_at=at, by_id=by.account_id
    )
    db.session.add(account)
    db.session.flush()
    audit_chain.record("reward:account", at=at, by=by, kind="patient", subject=patient.public_id)
    return account


def make_roster(township: Unit, period: Period, *, by: Viewer, at: datetime) -> RewardRoster:
    """List everybody of a township whose amount is confirmed, who is not paid and has an account.

    A failed payment is listed again. Raises RuleBroken when there is nobody, or too many for one roster.
    """
    ready = _locked(_to_pay(township, period, _has_account()), township, period)
    if not ready:
        raise RuleBroken("没有可以列入名册的人：先确认金额，并登记收款账户")
    if len(ready) > MOST_PAYMENTS:
        raise RuleBroken(f"一份名册最多{MOST_PAYMENTS}人，现在有{len(ready)}人，请联系区县管理办公室分批发放")
    year = beijing_date(at).year
    number = next_number(township.id, "reward_roster", year)
    roster = RewardRoster(
        unit_id=township.id,
        number=f"FF-{township.code}-{year}-{number:03d}",
        period=period.code,
        made_at=at,
        made_by_id=by.account_id,
    )
    db.session.add(roster)
    db.session.flush()
    db.session.add_all(
        RewardPayment(roster_id=roster.id, assessment_id=one.id, patient_id=one.patient_id, amount=one.amount)
        for one in ready
    )
    db.session.flush()
    audit_chain.record(
        "reward:roster", at=at, by=by, kind="reward_roster", subject=roster.public_id, count=len(ready)
    )
    return roster


def waiting_to_be_listed(township: Unit, period: Period) -> int:
    """How many a new roster would list."""
    return len(_to_pay(township, period, _has_account()))


def waiting_without_account(township: Unit, period: Period) -> int:
    """How many have a confirmed amount and no account to pay it to."""
    return len(_to_pay(township, period, ~_has_account()))


def record_result(
    payment: RewardPayment, *, paid: bool, on: date, failure: str | None, by: Viewer, at: datetime
) -> None:
    """What became of a payment: paid, or failed with the bank's reason. Raises RuleBroken when it is known already."""
    if payment.state != "listed":
        raise RuleBroken("这一笔已经登记过发放结果")
    if (
        not beijing_date(db.session.get_one(RewardRoster, payment.roster_id).made_at)
        <= on
        <= beijing_date(at)
    ):
        raise RuleBroken("日期请填写名册编制之后、今天或者以前的日期", "result_on")
    if not paid and not failure:
        raise RuleBroken("请写明发放失败的原因", "failure")
    payment.state = "paid" if paid else "failed"
    payment.result_on, payment.failure = on, None if paid else failure
    payment.result_at, payment.result_by_id = at, by.account_id
    db.session.flush()
    if paid:
        judged = db.session.get_one(RewardAssessment, payment.assessment_id)
        close_reward_dues(judged.letter_id, judged.period, closed_by=("reward_payment", payment.id), at=at)
    else:
        settle_halted(payment, at=at)
    audit_chain.record(
        "reward:payment", at=at, by=by, kind="reward", subject=payment.public_id, detail=payment.state
    )


def record_receipt(payment: RewardPayment, *, on: date, copy: StoredFile, by: Viewer, at: datetime) -> None:
    """The receipt is signed and photographed. Raises RuleBroken before the money is paid, and a second time."""
    if payment.state != "paid" or payment.result_on is None:
        raise RuleBroken("还没有登记发放成功，不能登记领款凭证")
    if payment.receipt_file_id is not None:
        raise RuleBroken("领款凭证已经登记，不用再传")
    if not payment.result_on <= on <= beijing_date(at):
        raise RuleBroken("签字日期请填写发放之后、今天或者以前的日期", "receipt_on")
    payment.receipt_on, payment.receipt_file_id, payment.receipt_by_id = on, copy.id, by.account_id
    db.session.flush()
    audit_chain.record("reward:receipt", at=at, by=by, kind="reward", subject=payment.public_id)


def _to_pay(township: Unit, period: Period, account: ColumnElement[bool]) -> list[RewardAssessment]:
    """Confirmed, above nothing, nothing under way, and not forfeited by why the reward stopped, the oldest first."""
    under_way = exists().where(
        RewardPayment.assessment_id == RewardAssessment.id, RewardPayment.state != "failed"
    )
    found = db.session.execute(
        select(RewardAssessment, Letter)
        .join(Letter, Letter.id == RewardAssessment.letter_id)
        .where(
            RewardAssessment.unit_id == township.id,
            RewardAssessment.period == period.code,
            RewardAssessment.withdrawn_at.is_(None),
            RewardAssessment.amount > 0,
            ~under_way,
            account,
        )
        .order_by(RewardAssessment.id)
        .options(defer(Letter.snapshot))
    ).all()
    stopped = stopped_agreements([letter for _, letter in found])
    return [judged for judged, letter in found if letter.id not in stopped or not stopped[letter.id].forfeits]


def _locked(found: list[RewardAssessment], township: Unit, period: Period) -> list[RewardAssessment]:
    """Those that still are to be paid once nobody else can stop or list them; on SQLite nobody could anyway."""
    if db.is_sqlite():
        return found
    people = {one.patient_id for one in found}
    query = select(Patient.id).where(Patient.id.in_(people)).order_by(Patient.id)
    db.session.execute(query.with_for_update(key_share=True))
    return [one for one in _to_pay(township, period, _has_account()) if one.patient_id in people]


def _has_account() -> ColumnElement[bool]:
    return exists().where(
        RewardAccount.patient_id == RewardAssessment.patient_id, RewardAccount.until_at.is_(None)
    )
