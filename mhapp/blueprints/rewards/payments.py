"""What became of a payment, and the receipt somebody signed."""

from __future__ import annotations

from flask import Response, abort, current_app, make_response, render_template, url_for

from mhapp import clock, db
from mhapp.blueprints.rewards import bp
from mhapp.blueprints.rewards.forms import HALTED_CHOICES, ReceiptForm, ResultForm
from mhapp.blueprints.rewards.records import (
    assessment_from_url,
    own_payment_from_url,
    payment_from_url,
)
from mhapp.domain.disclosure import Seen
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.models import Patient, RewardAssessment, RewardPayment, RewardRoster, StoredFile
from mhapp.queries.reward_halts import halt_words, held_at
from mhapp.services import files
from mhapp.services.reward_payments import record_receipt, record_result
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.downloads import as_download
from mhapp.web.forms import Form
from mhapp.web.scans import send_with_photo, write_copy


@bp.route("/rewards/payments/<payment_id>", methods=["GET", "POST"])
@requires(Permission.REWARD_PAY, load=own_payment_from_url)
@commits
def payment(record: RewardPayment) -> Response:
    """Paid, or failed and why; a failed one is listed again on the next roster."""
    form, held = ResultForm(result_on=clock.today()), held_at(record)
    if held in HALTED_CHOICES:
        form.result.choices = HALTED_CHOICES[held]
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate():
            try:
                failure = form.failure.data or (halt_words(held, "failed") if held else None)
                record_result(
                    record, paid=form.result.data == "paid", on=form.result_on.data, failure=failure,
                    by=current_viewer(), at=clock.now(),
                )  # fmt: skip
                return once.receipt(form, _back_url(record))
            except RuleBroken as error:
                form.blame(error)
    return _page("rewards/payment.html", record, form, held=held)


@bp.route("/rewards/payments/<payment_id>/receipt", methods=["GET", "POST"])
@requires(Permission.REWARD_RECEIPT, load=payment_from_url)
def receipt(record: RewardPayment) -> Response:
    """Photograph the signed receipt. The photo is worked on before the change begins, so that nobody waits."""
    form, payment_id = ReceiptForm(receipt_on=clock.today()), record.public_id
    sent = send_with_photo(
        form,
        write=lambda: write_copy(form),
        load=lambda: payment_from_url(current_viewer(), payment_id),
        change=lambda now, written: _receipted(now, form, written),
    )
    return sent or _page("rewards/receipt.html", record, form)


@bp.get("/rewards/payments/<payment_id>/copy")
@requires(Permission.REWARD_READ, load=payment_from_url)
def receipt_copy(record: RewardPayment) -> Response:
    """The photo of the signed receipt, as a download."""
    stored = db.session.get(StoredFile, record.receipt_file_id) if record.receipt_file_id else None
    if stored is None:
        abort(404)
    journal.note("reward:copy", kind="reward", subject=record.public_id)
    data = files.read_file(stored, current_app.config["SETTINGS"].files)
    return as_download(data, stored.kind, f"receipt-{record.public_id}")


def _receipted(record: RewardPayment, form: ReceiptForm, written: files.WrittenFile) -> str:
    by, at = current_viewer(), clock.now()
    stored = files.add_row(written, account_id=by.account_id, at=at)
    record_receipt(record, on=form.receipt_on.data, copy=stored, by=by, at=at)
    return _back_url(record)


def _back_url(record: RewardPayment) -> str:
    """The judgement it pays for; the roster it is on where its person has moved out of the viewer's scope."""
    judged = db.session.get_one(RewardAssessment, record.assessment_id).public_id
    if assessment_from_url(current_viewer(), judged) is not None:
        return url_for(".assessment", assessment_id=judged)
    roster = db.session.get_one(RewardRoster, record.roster_id)
    return url_for(".roster", roster_id=roster.public_id)


def _page(template: str, record: RewardPayment, form: Form, *, held: str | None = None) -> Response:
    patient = db.session.get_one(Patient, record.patient_id)
    journal.note("reward:read", kind="patient", subject=patient.public_id, detail="payment")
    page = render_template(
        template,
        form=form,
        payment=record,
        held=held,
        back_url=_back_url(record),
        person=Seen("patient", patient, current_viewer().role),
    )
    return make_response(page, 422 if form.errors else 200)
