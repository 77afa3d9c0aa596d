"""A person's rewards: agreements by period, the account for who pays, a stop at once."""

from __future__ import annotations

from flask import Response, make_response, render_template, url_for
from wtforms.fields.choices import SelectChoice

from mhapp import clock, db
from mhapp.blueprints.rewards import bp
from mhapp.blueprints.rewards.forms import AccountForm, StopForm
from mhapp.blueprints.rewards.records import agreement_from_url, back_of
from mhapp.domain.disclosure import Group, Seen, may_see
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.domain.reward_period import periods_until
from mhapp.models import Letter, Patient
from mhapp.queries.letters import guardians_of
from mhapp.queries.reward_account import account_of
from mhapp.queries.reward_stops import stop_lines
from mhapp.queries.reward_terms import periods_in_use, terms_editions, terms_of_agreement
from mhapp.queries.rewards import agreements_of_person, rewards_of
from mhapp.services.reward_payments import account_digits, set_account
from mhapp.services.reward_stops import stop_reward
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.records import patient_from_url

PERIODS_SHOWN = 6


@bp.get("/patients/<patient_id>/rewards")
@requires(Permission.REWARD_READ, load=patient_from_url)
def of_patient(patient: Patient) -> Response:
    """The last periods of a person's agreements; the account half hidden, for who pays."""
    return _of_patient(patient, whole=False)


@bp.post("/patients/<patient_id>/rewards/account/shown")
@requires(Permission.REWARD_PAY, load=patient_from_url)
def show_account(patient: Patient) -> Response:
    """The same page with the account number whole; that it was asked for is kept."""
    journal.note("reward:account_shown", kind="patient", subject=patient.public_id)
    return _of_patient(patient, whole=True)


@bp.route("/patients/<patient_id>/rewards/account", methods=["GET", "POST"])
@requires(Permission.REWARD_PAY, load=patient_from_url)
@commits
def account(patient: Patient) -> Response:
    """Keep where the money goes; typed twice, since nobody reads it again."""
    guardians = guardians_of([patient.id])
    form = AccountForm(holder=guardians[0].name if guardians else None)
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate() and _account_stored(form, patient):
            return once.receipt(form, url_for(".of_patient", patient_id=patient.public_id))
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="reward_account")
    person = Seen("patient", patient, current_viewer().role)
    return make_response(
        render_template("rewards/account.html", form=form, person=person), 422 if form.errors else 200
    )


@bp.route("/rewards/agreements/<letter_id>/stop", methods=["GET", "POST"])
@requires(Permission.REWARD_PAY, load=agreement_from_url)
@commits
def stop(letter: Letter) -> Response:
    """Stop a reward at once, with its reason; or keep another reason of one that stopped."""
    patient = db.session.get_one(Patient, letter.patient_id)
    form = StopForm(stopped_on=clock.today())
    form.reason.choices = [SelectChoice(one.code, one.label) for one in terms_of_agreement(letter).stops]
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate():
            try:
                stop_reward(
                    letter, form.reason.data, on=form.stopped_on.data, words=form.words.data,
                    by=current_viewer(), at=clock.now(),
                )  # fmt: skip
                return once.receipt(form, back_of(patient.public_id, "")[0])
            except RuleBroken as error:
                form.blame(error)
    return _stop_page(letter, patient, form)


def _stop_page(letter: Letter, patient: Patient, form: StopForm) -> Response:
    terms = terms_of_agreement(letter)
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="reward_stop")
    page = render_template(
        "rewards/stop.html",
        form=form,
        letter=letter,
        person=Seen("patient", patient, current_viewer().role),
        forfeits=[one.label for one in terms.stops if one.forfeits],
        stops=stop_lines(current_viewer(), [letter]),
        back=back_of(patient.public_id, periods_until(clock.today(), terms.periods, 1)[0].code),
    )
    return make_response(page, 422 if form.errors else 200)


def _of_patient(patient: Patient, *, whole: bool) -> Response:
    viewer, today = current_viewer(), clock.today()
    periods = periods_in_use(terms_editions(viewer.unit_path), today, PERIODS_SHOWN)
    journal.note("reward:read", kind="patient", subject=patient.public_id)
    return make_response(
        render_template(
            "rewards/of_patient.html",
            person=Seen("patient", patient, viewer.role),
            rows=rewards_of(viewer, patient, periods, today),
            stops=stop_lines(viewer, agreements_of_person(viewer, patient)),
            account=account_of(patient) if may_see(viewer.role, Group.BANK) else None,
            whole=whole,
        )
    )


def _account_stored(form: AccountForm, patient: Patient) -> bool:
    if account_digits(form.number.data or "") != account_digits(form.number_again.data or ""):
        form.blame(RuleBroken("两遍填的账号不一样，请核对", "number_again"))
        return False
    try:
        set_account(
            patient, form.holder.data or "", form.bank.data or "", form.number.data or "",
            by=current_viewer(), at=clock.now(),
        )  # fmt: skip
    except RuleBroken as error:
        form.blame(error)
        return False
    return True
