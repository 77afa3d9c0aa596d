"""Recording a person's status: in the community, in hospital, away, lost … with its first day and its source."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, make_response, render_template, url_for
from wtforms import HiddenField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from mhapp import clock
from mhapp.domain.errors import RuleBroken
from mhapp.domain.patient_status import CORRECTORS, PatientStatus
from mhapp.domain.permissions import Permission
from mhapp.models import Patient
from mhapp.queries.standing import offered_to, standing_page
from mhapp.services.patient_status import change_status, note_search
from mhapp.services.status_corrections import take_back
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.choice_field import ChoiceField
from mhapp.web.commits import commits
from mhapp.web.forms import DayField, Form
from mhapp.web.person_links import person_url
from mhapp.web.records import patient_from_url

bp = Blueprint("standing", __name__, url_prefix="/patients/<patient_id>/status")
HINTS = {
    PatientStatus.COMMUNITY.value: "从这一天起重新计算随访",
    PatientStatus.HOSPITAL.value: "出院前不用随访",
    PatientStatus.AWAY.value: "每个月打一次电话",
    PatientStatus.CUSTODY.value: "回来前不用随访",
    PatientStatus.LOST.value: "派出所会收到查找任务",
    PatientStatus.DEAD.value: "待办全部结束，责任书终止，不再打电话",
}


class StatusForm(Form):
    """Which status, since when, known from whom."""

    status = ChoiceField("状态", choices=[])
    since = DayField("从哪天起", [InputRequired("请填写从哪天起")])
    source = StringField(
        "怎么知道的",
        [
            InputRequired("请写明怎么知道的，如家属电话、医院通知"),
            Length(max=100, message="怎么知道的请缩短到100个字以内"),
        ],
    )


class SearchForm(Form):
    """What came of looking for somebody who is lost."""

    words = StringField(
        "查找情况",
        [InputRequired("请写明查找的情况"), Length(max=100, message="查找情况请缩短到100个字以内")],
    )


class CorrectionForm(Form):
    """The status was recorded by mistake."""

    seen = HiddenField()
    words = StringField(
        "怎么知道登记错了",
        [
            InputRequired("请写明怎么知道登记错了，如本人来电、认错了人"),
            Length(max=100, message="怎么知道登记错了请缩短到100个字以内"),
        ],
    )


def status_form(patient: Patient) -> StatusForm:
    """The form with what this viewer may record for the person now."""
    form = StatusForm(status="", since=clock.today())
    offered = offered_to(current_viewer().role, PatientStatus(patient.status))
    form.status.choices = [SelectChoice(one.value, one.label) for one in offered]
    return form


@bp.route("", methods=["GET", "POST"])
@requires(Permission.PATIENT_STATUS, load=patient_from_url)
@commits
def change(patient: Patient) -> Response:
    """The status in force, its history, and the form for another one."""
    form = status_form(patient)
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate() and _changed(form, patient):
            return once.receipt(form, url_for(".change", patient_id=patient.public_id))
    return _page(patient, form, SearchForm(formdata=None), failed=bool(form.errors))


@bp.post("/search")
@requires(Permission.PATIENT_STATUS, load=patient_from_url)
@commits
def searched(patient: Patient) -> Response:
    """Keep what came of a search; the person stays lost."""
    form = SearchForm()
    if (answered := once.claim(form)) is not None:
        return answered
    if form.validate():
        try:
            note_search(patient, form.words.data, by=current_viewer(), at=clock.now())
            return once.receipt(form, url_for(".change", patient_id=patient.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _page(patient, status_form(patient), form, failed=True)


@bp.route("/correction", methods=["GET", "POST"])
@requires(Permission.PATIENT_STATUS, load=patient_from_url)
@commits
def corrected(patient: Patient) -> Response:
    """Take back the record the status rests on; what stood before stands again."""
    page = standing_page(current_viewer(), patient)
    form = CorrectionForm(seen=page.mistake)
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate() and form.takes(lambda: _taken_back(form, patient)):
            return once.receipt(form, url_for(".change", patient_id=patient.public_id))
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="status")
    corrects = current_viewer().role in CORRECTORS
    html = render_template("standing/correction.html", page=page, form=form, corrects=corrects)
    return make_response(html, 422 if form.errors else 200)


def _taken_back(form: CorrectionForm, patient: Patient) -> None:
    take_back(patient, form.seen.data or "", form.words.data, by=current_viewer(), at=clock.now())


def _changed(form: StatusForm, patient: Patient) -> bool:
    since: date = form.since.data
    try:
        change_status(
            patient,
            PatientStatus(form.status.data),
            since=since,
            source=form.source.data,
            by=current_viewer(),
            at=clock.now(),
        )
    except RuleBroken as error:
        form.blame(error)
        return False
    return True


def _page(patient: Patient, form: StatusForm, search: SearchForm, *, failed: bool) -> Response:
    viewer = current_viewer()
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="status")
    page = render_template(
        "standing/status.html",
        page=standing_page(viewer, patient),
        form=search if search.errors else form,
        status_form=form,
        search=search,
        hints=HINTS,
        back_url=person_url(viewer, patient.public_id),
        today=clock.today(),
    )
    return make_response(page, 422 if failed else 200)
