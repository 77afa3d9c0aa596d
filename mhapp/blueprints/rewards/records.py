"""From opaque ids in a URL to an agreement, an assessment, a payment or a roster in the viewer's scope."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import select

from mhapp import db
from mhapp.domain.permissions import Permission, can
from mhapp.domain.reward_period import Period, period_from_code
from mhapp.domain.reward_terms import RewardTerms
from mhapp.domain.viewer import Viewer
from mhapp.models import Letter, Patient, RewardAssessment, RewardPayment, RewardPeriod, RewardRoster
from mhapp.queries.reward_terms import TermsEdition, terms_editions, terms_of_agreement
from mhapp.queries.rewards import agreements_seen_by, assessments_seen_by, payments_seen_by
from mhapp.web.access import current_viewer
from mhapp.web.records import one_about_a_person, patient_from_url


def agreement_from_url(viewer: Viewer, letter_id: str) -> Letter | None:
    """A signed reward agreement about a person in scope."""
    return one_about_a_person(agreements_seen_by(viewer).where(Letter.public_id == letter_id))


def agreement_period_from_url(
    viewer: Viewer, letter_id: str, period: str
) -> tuple[Letter, Period, RewardTerms] | None:
    """An agreement with a period of its county's terms."""
    letter = agreement_from_url(viewer, letter_id)
    if letter is None:
        return None
    terms, found = terms_of_agreement(letter), period_from_code(period)
    return (letter, found, terms) if found and found.periods == terms.periods else None


def owed_from_url(viewer: Viewer, owed_id: str) -> tuple[Letter, RewardPeriod] | None:
    """What a due stands for: a period of an agreement the viewer may know of."""
    row = db.session.scalar(select(RewardPeriod).where(RewardPeriod.public_id == owed_id))
    if row is None:
        return None
    letter = one_about_a_person(agreements_seen_by(viewer).where(Letter.id == row.letter_id))
    return (letter, row) if letter else None


def edition_from_url(viewer: Viewer, edition_id: str) -> TermsEdition | None:
    """An edition of the viewer's own county."""
    return next((one for one in terms_editions(viewer.unit_path) if one.public_id == edition_id), None)


def back_of(patient_id: str, period: str) -> tuple[str, str]:
    """The person's own rewards, address and word; the ledger of the period where the person has moved away."""
    if patient_from_url(current_viewer(), patient_id) is None:
        return url_for(".index", period=period), "台账"
    return url_for(".of_patient", patient_id=patient_id), "以奖代补"


def assessment_from_url(viewer: Viewer, assessment_id: str) -> RewardAssessment | None:
    """An assessment about a person in scope."""
    return one_about_a_person(assessments_seen_by(viewer).where(RewardAssessment.public_id == assessment_id))


def payment_from_url(viewer: Viewer, payment_id: str) -> RewardPayment | None:
    """A payment about a person in scope, or one of the viewer's own rosters: its person may have moved since."""
    return one_about_a_person(
        payments_seen_by(viewer).where(RewardPayment.public_id == payment_id)
    ) or own_payment_from_url(viewer, payment_id)


def own_payment_from_url(viewer: Viewer, payment_id: str) -> RewardPayment | None:
    """A payment on a roster of the viewer's own township: the one that sent it to the bank hears what became of it."""
    if not can(viewer, Permission.REWARD_PAY):
        return None
    query = select(RewardPayment).join(Patient).join(RewardRoster)
    return one_about_a_person(
        query.where(RewardPayment.public_id == payment_id, RewardRoster.unit_id == viewer.unit_id)
    )


def roster_from_url(viewer: Viewer, roster_id: str) -> RewardRoster | None:
    """A roster of the viewer's own township."""
    return db.session.scalar(
        select(RewardRoster).where(
            RewardRoster.public_id == roster_id, RewardRoster.unit_id == viewer.unit_id
        )
    )
