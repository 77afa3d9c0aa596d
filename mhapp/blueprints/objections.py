"""Objections (异议): lodged for a patient or guardian, answered by an office that took no part."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, url_for
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from mhapp import clock, db
from mhapp.domain.disclosure import Seen
from mhapp.domain.errors import RuleBroken
from mhapp.domain.objection import About, LodgedFor, Outcome
from mhapp.domain.permissions import Permission, can
from mhapp.domain.viewer import Viewer
from mhapp.models import Objection, Patient
from mhapp.queries.objection_subjects import Subject, chain_of, subjects_of
from mhapp.queries.objections import (
    answered_by_office,
    details_of,
    objections_of,
    objections_seen_by,
    waiting_for,
)
from mhapp.queries.policies import clocks_of
from mhapp.services.objections import Lodged, answer, lodge
from mhapp.web import form_papers, journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.choice_field import ChoiceField
from mhapp.web.commits import commits
from mhapp.web.filters import full_day
from mhapp.web.forms import DayField, Form
from mhapp.web.paging import asked_page
from mhapp.web.person_links import person_url
from mhapp.web.printing import send_paper
from mhapp.web.records import one_about_a_person, patient_from_url

bp = Blueprint("objections", __name__)


class LodgeForm(Form):
    """What is objected to, by whom, since when we have it, and why."""

    subject = SelectField("对什么有异议", [InputRequired("请选择对什么有异议")])
    lodged_for = ChoiceField(
        "谁提出的",
        [InputRequired("请选择谁提出的")],
        choices=[SelectChoice(who.value, who.label) for who in LodgedFor],
    )
    lodger_name = StringField("监护人姓名", [Length(max=40, message="监护人姓名最多40个字")])
    lodged_on = DayField("收到日期", [InputRequired("请填写收到异议的日期")])
    words = TextAreaField(
        "不同意什么、为什么",
        [InputRequired("请写清楚不同意什么、为什么"), Length(max=2000, message="请写在2000个字以内")],
        render_kw={"rows": 5},
    )


class AnswerForm(Form):
    """How it is answered, and why."""

    outcome = ChoiceField(
        "怎样答复",
        [InputRequired("请选择怎样答复")],
        choices=[SelectChoice(one.value, one.label) for one in Outcome],
    )
    answer = TextAreaField(
        "答复和理由",
        [InputRequired("请写答复和理由"), Length(max=2000, message="请写在2000个字以内")],
        render_kw={"rows": 5},
    )


def objection_from_url(viewer: Viewer, objection_id: str) -> Objection | None:
    """An objection about a person in the viewer's scope."""
    found: Objection | None = one_about_a_person(
        objections_seen_by(viewer).where(Objection.public_id == objection_id)
    )
    return found


@bp.get("/objections/")
@requires(Permission.OBJECTION_ANSWER)
def index() -> Response:
    """Those the viewer's office answers: waiting ones first."""
    viewer = current_viewer()
    waiting = waiting_for(viewer, page=asked_page("waiting"))
    answered = answered_by_office(viewer, page=asked_page("answered"))
    journal.note("objection:list", count=len(waiting.rows) + len(answered.rows))
    return make_response(
        render_template("objections/index.html", waiting=waiting, answered=answered, today=clock.today())
    )


@bp.get("/patients/<patient_id>/objections")
@requires(Permission.OBJECTION_READ, load=patient_from_url)
def of_patient(patient: Patient) -> Response:
    """A person's objections, newest first."""
    viewer = current_viewer()
    journal.note("objection:list", kind="patient", subject=patient.public_id)
    return make_response(
        render_template(
            "objections/of_patient.html",
            person=Seen("patient", patient, viewer.role),
            objections=objections_of(viewer, patient),
            today=clock.today(),
            back_url=person_url(viewer, patient.public_id),
        )
    )


@bp.route("/patients/<patient_id>/objections/new", methods=["GET", "POST"])
@requires(Permission.OBJECTION_LODGE, load=patient_from_url)
@commits
def new(patient: Patient) -> Response:
    """Lodge one on behalf of the patient or guardian."""
    subjects = {subject.code: subject for subject in subjects_of(patient)}
    form = _lodge_form(subjects)
    if form.is_submitted() and (again := once.claim(form)):
        return again
    if form.validate_on_submit():
        said = Lodged(
            subjects[form.subject.data], LodgedFor(form.lodged_for.data), form.lodger_name.data or "",
            _day(form.lodged_on), form.words.data,
        )  # fmt: skip
        try:
            lodged = lodge(patient, said, by=current_viewer(), at=clock.now())
            return once.receipt(form, url_for(".show", objection_id=lodged.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _lodge_page(patient, form)


def _lodge_page(patient: Patient, form: LodgeForm) -> Response:
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="objection")
    page = render_template(
        "objections/new.html",
        form=form,
        person=Seen("patient", patient, current_viewer().role),
        today=clock.today(),
        answer_days=clocks_of(current_viewer().unit_path, clock.today()).working_days["objection"],
    )
    return make_response(page, 422 if form.errors else 200)


@bp.get("/objections/<objection_id>")
@requires(Permission.OBJECTION_READ, load=objection_from_url)
def show(objection: Objection) -> Response:
    """One objection, its answer, and the form to answer for who may."""
    return _show(objection, AnswerForm())


@bp.get("/objections/<objection_id>/answer.pdf")
@requires(Permission.OBJECTION_READ, load=objection_from_url)
def answer_paper(objection: Objection) -> Response:
    """异议答复书 to hand over; 404 while nobody has answered."""
    if objection.outcome is None:
        abort(404)
    return send_paper(form_papers.of_objection(current_viewer(), objection))


@bp.post("/objections/<objection_id>/answer")
@requires(Permission.OBJECTION_ANSWER, load=objection_from_url)
@commits
def give_answer(objection: Objection) -> Response:
    """Answer it; nothing else changes by it."""
    form = AnswerForm()
    if again := once.claim(form):
        return again
    patient = db.session.get_one(Patient, objection.patient_id)
    if form.validate_on_submit():
        try:
            answer(
                objection, patient, Outcome(form.outcome.data), form.answer.data, by=current_viewer(), at=clock.now()
            )  # fmt: skip
            return once.receipt(form, url_for(".show", objection_id=objection.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _show(objection, form)


def _lodge_form(subjects: dict[str, Subject]) -> LodgeForm:
    form = LodgeForm(lodged_on=clock.today())
    form.subject.choices = [
        ("", "请选择"),
        *((code, f"{full_day(one.on)} {one.words}") for code, one in subjects.items()),
    ]
    return form


def _show(objection: Objection, form: AnswerForm) -> Response:
    viewer = current_viewer()
    seen = details_of(viewer, objection)
    journal.note("objection:read", kind="patient", subject=seen.patient_id)
    ours = (viewer.role.value, viewer.unit_id) == (objection.answering_role, objection.unit_id)
    took_part = ours and viewer.account_id in chain_of(About(objection.about), objection.record_id)
    page = render_template(
        "objections/show.html",
        form=form,
        objection=seen,
        today=clock.today(),
        may_answer=ours and not took_part and can(viewer, Permission.OBJECTION_ANSWER),
        took_part=took_part,
    )
    return make_response(page, 422 if form.errors else 200)


def _day(field: Any) -> date:
    """The day of a field that is required."""
    assert isinstance(field.data, date)
    return field.data
