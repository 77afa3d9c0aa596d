"""The fourth required table (表8): recording that the first one stands in the national system, or taking that back."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, make_response, render_template, url_for
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from mhapp import clock
from mhapp.blueprints.registrations import bp
from mhapp.domain.disclosure import Seen
from mhapp.domain.permissions import Permission
from mhapp.models import Patient
from mhapp.queries.follow_ups import national_shown, standing_national
from mhapp.services.follow_ups import record_national, withdraw_national
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.forms import DayField, Form
from mhapp.web.records import patient_from_url


class NationalForm(Form):
    """The day of the first follow-up."""

    first_on = DayField("第一次随访日期", [InputRequired("请填写第一次随访的日期")])


class TakeBackForm(Form):
    """Why what was recorded does not hold."""

    reason = TextAreaField(
        "为什么撤回",
        [InputRequired("请写清楚为什么撤回"), Length(max=200, message="请写在200个字以内")],
        render_kw={"rows": 2},
    )


@bp.route("/<patient_id>/follow-up-table", methods=["GET", "POST"])
@requires(Permission.FOLLOW_UP_ELSEWHERE, load=patient_from_url)
@commits
def follow_up_table(patient: Patient) -> Response:
    """Record it; what stands already is shown with the way to take it back."""
    form = NationalForm()

    def act() -> None:
        record_national(patient, form.first_on.data, by=current_viewer(), at=clock.now())

    return _answer(patient, form, act)


@bp.post("/<patient_id>/follow-up-table/withdraw")
@requires(Permission.FOLLOW_UP_ELSEWHERE, load=patient_from_url)
@commits
def take_back_follow_up(patient: Patient) -> Response:
    """Take it back, with a reason."""
    form = TakeBackForm()

    def act() -> None:
        withdraw_national(patient, form.reason.data, by=current_viewer(), at=clock.now())

    return _answer(patient, form, act)


def _answer(patient: Patient, form: Form, act: Callable[[], None]) -> Response:
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate() and form.takes(act):
            return once.receipt(form, url_for(".overview", patient_id=patient.public_id))
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="follow_up_table")
    standing = standing_national(patient)
    page = render_template(
        "registrations/follow_up_table.html",
        person=Seen("patient", patient, current_viewer().role),
        form=form,
        record=form if isinstance(form, NationalForm) else NationalForm(formdata=None),
        take_back=form if isinstance(form, TakeBackForm) else TakeBackForm(formdata=None),
        standing=national_shown(standing) if standing else None,
        today=clock.today(),
    )
    return make_response(page, 422 if form.errors else 200)
