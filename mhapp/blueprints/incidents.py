"""Incidents of a person: what is on record, a new record, and putting one right. The incident work proper is later."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, render_template, url_for
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from mhapp import clock
from mhapp.domain.disclosure import Seen
from mhapp.domain.errors import RuleBroken
from mhapp.domain.incident import REQUIRED, WORDS, IncidentFacts
from mhapp.domain.permissions import Permission
from mhapp.models import Incident, Patient
from mhapp.queries.incidents import incident_page, incidents_of
from mhapp.queries.paper_person import person_of
from mhapp.services.incidents import correct_incident, record_incident
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.forms import DayField, Form
from mhapp.web.paper_records import incident_from_url
from mhapp.web.person_links import person_url
from mhapp.web.records import patient_from_url

bp = Blueprint("incidents", __name__)


class IncidentForm(Form):
    """表13 as it is recorded. What is not known yet may stay empty and be added by a correction."""

    happened_on = DayField("发生日期", [InputRequired("请填写发生日期")])
    happened_at = StringField("时间")
    place = StringField(WORDS["place"], [InputRequired("请填写地点")])
    course = TextAreaField(WORDS["course"], [InputRequired("请填写经过")])
    harm = TextAreaField(WORDS["harm"], [InputRequired("请填写危害后果，没有的写无")])
    persons = TextAreaField(WORDS["persons"], [InputRequired("请填写涉及人员，没有的写无")])
    cause = TextAreaField(WORDS["cause"])
    handling = TextAreaField(WORDS["handling"])
    legal_result = TextAreaField(WORDS["legal_result"])
    prevention = TextAreaField(WORDS["prevention"])

    def facts(self) -> IncidentFacts:
        """What was typed."""
        texts = {name: self[name].data or "" for name in (*WORDS, "happened_at")}
        return IncidentFacts(happened_on=self.happened_on.data, **texts)


class CorrectionForm(IncidentForm):
    """The whole record again, and why."""

    reason = StringField("为什么更正", [InputRequired("请写明为什么更正")])


@bp.get("/patients/<patient_id>/incidents")
@requires(Permission.INCIDENT_READ, load=patient_from_url)
def index(patient: Patient) -> Response:
    """What is on record for the person."""
    viewer = current_viewer()
    journal.note("incident:read", kind="patient", subject=patient.public_id)
    page = render_template(
        "incidents/index.html",
        person=Seen("patient", patient, viewer.role),
        back_url=person_url(viewer, patient.public_id),
        incidents=incidents_of(viewer, patient),
    )
    return make_response(page)


@bp.route("/patients/<patient_id>/incidents/new", methods=["GET", "POST"])
@requires(Permission.INCIDENT_RECORD, load=patient_from_url)
@commits
def new(patient: Patient) -> Response:
    """Record an incident; the receipt is its page."""
    form = IncidentForm(happened_on=clock.today())
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate():
            try:
                incident = record_incident(patient, form.facts(), by=current_viewer(), at=clock.now())
                return once.receipt(form, url_for(".show", incident_id=incident.public_id))
            except RuleBroken as error:
                form.blame(error)
    return _form_page(form, patient, url_for(".new", patient_id=patient.public_id), "登记肇事肇祸情况")


@bp.get("/incidents/<incident_id>")
@requires(Permission.INCIDENT_READ, load=incident_from_url)
def show(incident: Incident) -> Response:
    """One record, whole."""
    viewer = current_viewer()
    patient = person_of(incident.patient_id)
    journal.note("incident:read", kind="patient", subject=patient.public_id)
    page = render_template(
        "incidents/show.html",
        person=Seen("patient", patient, viewer.role),
        incident=incident_page(viewer, incident),
        words=WORDS,
    )
    return make_response(page)


@bp.route("/incidents/<incident_id>/correct", methods=["GET", "POST"])
@requires(Permission.INCIDENT_RECORD, load=incident_from_url)
@commits
def correct(incident: Incident) -> Response:
    """The form filled with what stands, and why it is put right."""
    form = CorrectionForm(data=_as_it_stands(incident))
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate() and (done := _corrected(incident, form)) is not None:
            return done
    patient = person_of(incident.patient_id)
    return _form_page(form, patient, url_for(".correct", incident_id=incident.public_id), "更正情况说明")


def _corrected(incident: Incident, form: CorrectionForm) -> Response | None:
    by, at = current_viewer(), clock.now()
    try:
        corrected = correct_incident(incident, form.facts(), reason=form.reason.data, by=by, at=at)
    except RuleBroken as error:
        form.blame(error)
        return None
    return once.receipt(form, url_for(".show", incident_id=corrected.public_id))


def _as_it_stands(incident: Incident) -> dict[str, Any]:
    return {name: getattr(incident, name) for name in ("happened_on", "happened_at", *WORDS)}


def _form_page(form: IncidentForm, patient: Patient, action: str, title: str) -> Response:
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="incident")
    page = render_template(
        "incidents/form.html",
        form=form,
        person=Seen("patient", patient, current_viewer().role),
        action=action,
        title=title,
        fields=[form[name] for name in WORDS],
        required=REQUIRED,
        today=clock.today(),
    )
    return make_response(page, 422 if form.errors else 200)
