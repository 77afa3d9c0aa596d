"""Marking a person for the justice office, by who decides about disclosure; the office itself has no page here."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, url_for
from wtforms import TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from mhapp import clock
from mhapp.domain.errors import RuleBroken
from mhapp.domain.justice_mark import Marking
from mhapp.domain.permissions import Permission
from mhapp.models import Patient
from mhapp.queries.justice_marks import grounds, marks_of
from mhapp.queries.responsibilities import units_of
from mhapp.services.justice_marks import mark_for_justice, unmark_for_justice
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.choice_field import ChoiceField
from mhapp.web.commits import commits
from mhapp.web.forms import DayField, Form
from mhapp.web.person_links import person_url
from mhapp.web.records import patient_from_url

bp = Blueprint("justice", __name__)


class MarkForm(Form):
    """Why somebody is marked, and since when."""

    ground = ChoiceField("标记的原因", validate_choice=False)
    reason = TextAreaField("根据", [InputRequired("请写明根据什么标记")], render_kw={"rows": 2})
    on = DayField("从哪天起", [InputRequired("请填写从哪天起")])


class EndForm(Form):
    """Why the mark is taken away, and since when."""

    reason = TextAreaField("取消的原因", [InputRequired("请写明取消的原因")], render_kw={"rows": 2})
    on = DayField("从哪天起", [InputRequired("请填写从哪天起")])


@bp.get("/patients/<patient_id>/justice")
@requires(Permission.JUSTICE_MARK, load=patient_from_url)
def of_patient(patient: Patient) -> Response:
    """The mark and those before it, with the form to mark or to take the mark away."""
    form = EndForm if patient.marked_for_justice else MarkForm
    return _page(patient, form(formdata=None, on=clock.today()))


@bp.post("/patients/<patient_id>/justice")
@requires(Permission.JUSTICE_MARK, load=patient_from_url)
@commits
def mark(patient: Patient) -> Response:
    """Let the justice office see the person."""
    form = _with_grounds(MarkForm())
    if (answered := once.claim(form)) is not None:
        return answered
    if form.validate():
        said = Marking(form.ground.data, form.reason.data, form.on.data)
        try:
            mark_for_justice(patient, said, by=current_viewer(), at=clock.now())
            return once.receipt(form, url_for(".of_patient", patient_id=patient.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _page(patient, form)


@bp.post("/patients/<patient_id>/justice/end")
@requires(Permission.JUSTICE_MARK, load=patient_from_url)
@commits
def unmark(patient: Patient) -> Response:
    """Let it see the person no longer."""
    form = EndForm()
    if (answered := once.claim(form)) is not None:
        return answered
    if form.validate():
        try:
            unmark_for_justice(patient, form.reason.data, form.on.data, by=current_viewer(), at=clock.now())
            return once.receipt(form, url_for(".of_patient", patient_id=patient.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _page(patient, form)


def _with_grounds(form: MarkForm) -> MarkForm:
    form.ground.choices = [SelectChoice(code, words) for code, words in grounds().items()]
    return form


def _page(patient: Patient, form: MarkForm | EndForm) -> Response:
    viewer = current_viewer()
    if isinstance(form, MarkForm):
        _with_grounds(form)
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="justice")
    page = render_template(
        "justice/of_patient.html",
        form=form,
        name=patient.name,
        patient_id=patient.public_id,
        marked=patient.marked_for_justice,
        ending=isinstance(form, EndForm),
        marks=marks_of(viewer, patient),
        township=units_of(patient.id).township.name,
        today=clock.today(),
        back_url=person_url(viewer, patient.public_id),
    )
    return make_response(page, 422 if form.errors else 200)
