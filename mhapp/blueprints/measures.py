"""Measures for one person (一人一策): planned, done, or no longer needed."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, url_for
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from mhapp import clock, db
from mhapp.domain.errors import RuleBroken
from mhapp.domain.measure import DOERS, NewMeasure
from mhapp.domain.permissions import Permission
from mhapp.domain.roles import Role
from mhapp.models import Measure, Patient
from mhapp.queries.measures import measures_of
from mhapp.services.measures import add_measure, end_measure, measure_rules
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.choice_field import ChoiceField
from mhapp.web.commits import commits
from mhapp.web.forms import DayField, Form
from mhapp.web.person_links import person_url
from mhapp.web.records import measure_from_url, patient_from_url

bp = Blueprint("measures", __name__)


class MeasureForm(Form):
    """One measure to come."""

    kind = SelectField("类别", [InputRequired("请选择措施类别")], validate_choice=False)
    problem = TextAreaField(
        "存在的问题",
        [InputRequired("请写明存在的问题"), Length(max=300, message="存在的问题最多300个字")],
        render_kw={"rows": 2},
    )
    measure = TextAreaField(
        "具体措施",
        [InputRequired("请写明具体措施"), Length(max=300, message="具体措施最多300个字")],
        render_kw={"rows": 2},
    )
    doer = SelectField("由谁落实", [InputRequired("请选择由谁落实")], validate_choice=False)
    who = StringField("负责人", [InputRequired("请填写负责人"), Length(max=60, message="负责人最多60个字")])
    until = DayField("完成期限", [InputRequired("请填写完成期限")])


class EndForm(Form):
    """What came of a measure."""

    outcome = ChoiceField(
        "结果", choices=[SelectChoice("done", "已落实"), SelectChoice("dropped", "不再需要")]
    )
    ended_on = DayField("日期", [InputRequired("请填写日期")])
    words = TextAreaField(
        "落实情况",
        [InputRequired("请写明落实情况"), Length(max=300, message="落实情况最多300个字")],
        render_kw={"rows": 2},
    )


@bp.get("/patients/<patient_id>/measures")
@requires(Permission.MEASURE_READ, load=patient_from_url)
def index(patient: Patient) -> Response:
    """The person's measures, and the form for one more for who may plan."""
    return _page(patient, _measure_form())


@bp.post("/patients/<patient_id>/measures")
@requires(Permission.MEASURE_PLAN, load=patient_from_url)
@commits
def add(patient: Patient) -> Response:
    """Plan one more."""
    form = _measure_form()
    if (answered := once.claim(form)) is not None:
        return answered
    if form.validate() and _added(form, patient):
        return once.receipt(form, url_for(".index", patient_id=patient.public_id), says="措施已制定")
    return _page(patient, form)


@bp.route("/measures/<measure_id>", methods=["GET", "POST"])
@requires(Permission.MEASURE_PLAN, load=measure_from_url)
@commits
def end(measure: Measure) -> Response:
    """Record what came of one measure."""
    patient = db.session.get_one(Patient, measure.patient_id)
    form = EndForm(outcome="", ended_on=clock.today())
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate() and _ended(form, measure):
            return once.receipt(form, url_for(".index", patient_id=patient.public_id))
    return _end_page(measure, patient, form)


def _end_page(measure: Measure, patient: Patient, form: EndForm) -> Response:
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="measures")
    shown = [
        one
        for one in measures_of(current_viewer(), patient, on=clock.today())
        if one.public_id == measure.public_id
    ]
    page = render_template(
        "measures/end.html",
        name=patient.name,
        patient_id=patient.public_id,
        measure=shown[0],
        kinds=measure_rules().kinds,
        form=form,
        today=clock.today(),
    )
    return make_response(page, 422 if form.errors else 200)


def _measure_form() -> MeasureForm:
    form = MeasureForm()
    form.kind.choices = [SelectChoice("", "请选择")] + [
        SelectChoice(code, words) for code, words in measure_rules().kinds.items()
    ]
    form.doer.choices = [SelectChoice("", "请选择")] + [
        SelectChoice(role.value, role.label) for role in Role if role in DOERS
    ]
    return form


def _added(form: MeasureForm, patient: Patient) -> bool:
    try:
        doer = Role(form.doer.data) if form.doer.data in set(DOERS) else Role.AUDITOR
        asked = NewMeasure(
            form.kind.data, form.problem.data, form.measure.data, doer, form.who.data, form.until.data
        )
        add_measure(patient, asked, by=current_viewer(), at=clock.now())
    except RuleBroken as error:
        form.blame(error)
        return False
    return True


def _ended(form: EndForm, measure: Measure) -> bool:
    try:
        end_measure(
            measure,
            done=form.outcome.data == "done",
            ended_on=form.ended_on.data,
            words=form.words.data,
            by=current_viewer(),
            at=clock.now(),
        )
    except RuleBroken as error:
        form.blame(error)
        return False
    return True


def _page(patient: Patient, form: MeasureForm) -> Response:
    viewer = current_viewer()
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="measures")
    page = render_template(
        "measures/index.html",
        name=patient.name,
        patient_id=patient.public_id,
        measures=measures_of(viewer, patient, on=clock.today()),
        kinds=measure_rules().kinds,
        form=form,
        back_url=person_url(viewer, patient.public_id),
    )
    return make_response(page, 422 if form.errors else 200)
