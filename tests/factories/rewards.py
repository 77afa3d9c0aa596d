"""Reward agreements that are signed, a period judged and confirmed, money on its way."""

from __future__ import annotations

from datetime import date, datetime

from mhapp.db import session
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.reward import Judgement
from mhapp.domain.reward_period import Period
from mhapp.domain.viewer import Viewer
from mhapp.models import Letter, Patient, RewardAssessment, RewardPayment, RewardRoster
from mhapp.queries.responsibilities import units_of
from mhapp.services.letters import Terms, issue_letter
from mhapp.services.reward_payments import make_roster, set_account
from mhapp.services.rewards import assess, confirm
from tests.factories.letters import ready_for_letters

ACCOUNT = "6217000000001234567"
ALL_MET = dict.fromkeys(("medicine", "follow_up", "reports", "no_incident"), Judgement.MET)


def a_signed_agreement(
    patient: Patient, *, term_from: date, term_until: date, by: Viewer, at: datetime
) -> Letter:
    """A reward agreement signed on the first day of its term."""
    guardian = ready_for_letters(patient)
    letter = issue_letter(patient, guardian, Terms(LetterKind.REWARD, term_from, term_until), by=by, at=at)
    letter.signed_on, letter.signed_recorded_at = term_from, at
    letter.signed_recorded_by_id = by.account_id
    session.flush()
    return letter


def a_confirmed_period(letter: Letter, period: Period, *, by: Viewer, at: datetime) -> RewardAssessment:
    """Everything met, and the amount proposed is the amount paid."""
    assessment = assess(letter, period, ALL_MET, {}, by=by, at=at)
    confirm(assessment, assessment.proposed, None, by=by, at=at)
    return assessment


def a_roster(
    assessment: RewardAssessment, period: Period, *, by: Viewer, at: datetime
) -> tuple[RewardRoster, RewardPayment]:
    """A roster with this one payment on it."""
    patient = session.get_one(Patient, assessment.patient_id)
    set_account(patient, "李示例", "示例农商行石盘支行", ACCOUNT, by=by, at=at)
    roster = make_roster(units_of(patient.id).township, period, by=by, at=at)
    return roster, session.query(RewardPayment).filter_by(roster_id=roster.id).one()
