"""A period judged by a named person on the evidence of the records, its amount confirmed or taken back."""

from __future__ import annotations

from flask import Response, make_response, render_template, url_for

from mhapp import clock, db
from mhapp.blueprints.rewards import bp
from mhapp.blueprints.rewards.forms import AssessmentForm, ConfirmForm, assessment_form
from mhapp.blueprints.rewards.records import agreement_period_from_url, assessment_from_url, back_of
from mhapp.domain.disclosure import Seen
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.domain.reward import days_that_count, last_day
from mhapp.domain.reward_period import Period
from mhapp.domain.reward_terms import RewardTerms
from mhapp.models import Letter, Patient, RewardAssessment
from mhapp.queries.reward_assessments import assessment_page
from mhapp.queries.reward_facts import agreement_of, evidence_of, stays_of
from mhapp.queries.reward_stops import stop_lines
from mhapp.queries.reward_terms import terms_of_agreement
from mhapp.services.rewards import assess as store_assessment
from mhapp.services.rewards import confirm as store_amount
from mhapp.services.rewards import withdraw as take_back
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.forms import Form


@bp.route("/rewards/agreements/<letter_id>/<period>", methods=["GET", "POST"])
@requires(Permission.REWARD_PAY, load=agreement_period_from_url)
@commits
def assess(found: tuple[Letter, Period, RewardTerms]) -> Response:
    """The evidence of a period beside the four questions."""
    letter, period, terms = found
    form = assessment_form(terms)
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate():
            try:
                stored = store_assessment(
                    letter,
                    period,
                    form.judgements(terms),
                    form.words(terms),
                    by=current_viewer(),
                    at=clock.now(),
                )
                return once.receipt(form, url_for(".assessment", assessment_id=stored.public_id))
            except RuleBroken as error:
                form.blame(error)
    return _assess_page(letter, period, terms, form)


@bp.get("/rewards/assessments/<assessment_id>")
@requires(Permission.REWARD_READ, load=assessment_from_url)
def assessment(record: RewardAssessment) -> Response:
    """What was judged and what is paid."""
    return _page(record, ConfirmForm(amount=record.proposed))


@bp.post("/rewards/assessments/<assessment_id>/amount")
@requires(Permission.REWARD_PAY, load=assessment_from_url)
@commits
def confirm(record: RewardAssessment) -> Response:
    """Confirm the amount."""
    form = ConfirmForm()
    if (answered := once.claim(form)) is not None:
        return answered
    if form.validate_on_submit():
        try:
            store_amount(
                record, form.amount.data, form.amount_reason.data, by=current_viewer(), at=clock.now()
            )
            return once.receipt(form, url_for(".assessment", assessment_id=record.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _page(record, form)


@bp.route("/rewards/assessments/<assessment_id>/withdrawal", methods=["POST"])
@requires(Permission.REWARD_PAY, load=assessment_from_url)
@commits
def withdraw(record: RewardAssessment) -> Response:
    """Take a judgement back, so that the period can be judged anew."""
    form = Form()
    if (answered := once.claim(form)) is not None:
        return answered
    if form.validate_on_submit():
        try:
            take_back(record, by=current_viewer(), at=clock.now())
            return once.receipt(form, url_for(".assessment", assessment_id=record.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _page(record, form)


def _assess_page(letter: Letter, period: Period, terms: RewardTerms, form: AssessmentForm) -> Response:
    patient = db.session.get_one(Patient, letter.patient_id)
    journal.note("reward:read", kind="patient", subject=patient.public_id, detail=period.code)
    agreement = agreement_of(letter)
    days = days_that_count(
        period, agreement, stays_of(patient), hospital_days_count=terms.hospital_days_count
    )
    page = render_template(
        "rewards/assess.html",
        form=form,
        letter=letter,
        period=period,
        terms=terms,
        days=days,
        until=last_day(period, agreement),
        evidence=evidence_of(patient, period, agreement),
        person=Seen("patient", patient, current_viewer().role),
        back=back_of(patient.public_id, period.code),
    )
    return make_response(page, 422 if form.errors else 200)


def _page(record: RewardAssessment, form: Form) -> Response:
    letter = db.session.get_one(Letter, record.letter_id)
    details = assessment_page(record, terms_of_agreement(letter), current_viewer())
    journal.note("reward:read", kind="patient", subject=details.patient_id, detail=record.period)
    page = render_template(
        "rewards/assessment.html",
        form=form if isinstance(form, ConfirmForm) else ConfirmForm(amount=record.proposed),
        again=Form(),
        faults=form.form_errors,
        details=details,
        stops=stop_lines(current_viewer(), [letter]),
        back=back_of(details.patient_id, record.period),
    )
    return make_response(page, 422 if form.errors else 200)
