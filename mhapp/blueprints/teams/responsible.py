"""Who is responsible for one person: the cadre, the responsible unit and its leader."""

from __future__ import annotations

from flask import Response, make_response, render_template, url_for
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from mhapp import clock
from mhapp.blueprints.teams import bp
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.models import Patient
from mhapp.queries.cadres import account_among, cadre_of, cadres_of, responsible_unit_of
from mhapp.queries.care_teams import teams_of
from mhapp.queries.responsibilities import units_of
from mhapp.services.care_assignments import assign_cadre
from mhapp.services.care_teams import ResponsibleLeader, set_responsible_unit
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.forms import Form
from mhapp.web.person_links import person_url
from mhapp.web.records import patient_from_url


class CadreForm(Form):
    """The responsible cadre."""

    cadre = SelectField("包保责任人", [InputRequired("请选择包保责任人")], validate_choice=False)


class LeaderForm(Form):
    """The responsible unit and its leader."""

    unit_words = StringField(
        "责任单位", [InputRequired("请填写责任单位"), Length(max=60, message="责任单位最多60个字")]
    )
    leader = StringField(
        "责任领导", [InputRequired("请填写责任领导"), Length(max=40, message="责任领导最多40个字")]
    )
    post = StringField("职务", [InputRequired("请填写职务"), Length(max=60, message="职务最多60个字")])
    phone = StringField("联系电话", [Length(max=30, message="联系电话最多30个字")])


@bp.get("/patients/<patient_id>/responsible")
@requires(Permission.CARE_ASSIGN, load=patient_from_url)
def responsible(patient: Patient) -> Response:
    """Cadre, responsible unit, care team."""
    return _page(patient)


@bp.post("/patients/<patient_id>/responsible/cadre")
@requires(Permission.CARE_ASSIGN, load=patient_from_url)
@commits
def give_cadre(patient: Patient) -> Response:
    """Make another cadre responsible."""
    form = CadreForm()
    if (answered := once.claim(form)) is not None:
        return answered
    if form.validate():
        try:
            cadre = account_among(units_of(patient.id).village, form.cadre.data, on=clock.today())
            if cadre is None:
                raise RuleBroken("请从列表里选一位同志", "cadre")
            assign_cadre(patient, cadre, by=current_viewer(), at=clock.now())
            back = url_for(".responsible", patient_id=patient.public_id)
            return once.receipt(form, back, says="包保责任人已确定")
        except RuleBroken as error:
            form.blame(error)
    return _page(patient, cadre=form)


@bp.post("/patients/<patient_id>/responsible/unit")
@requires(Permission.CARE_ASSIGN, load=patient_from_url)
@commits
def name_unit(patient: Patient) -> Response:
    """Name the responsible unit and its leader."""
    form = LeaderForm()
    if (answered := once.claim(form)) is not None:
        return answered
    if form.validate():
        said = ResponsibleLeader(
            form.unit_words.data, form.leader.data, form.post.data, form.phone.data or ""
        )
        try:
            set_responsible_unit(patient, said, by=current_viewer(), at=clock.now())
            back = url_for(".responsible", patient_id=patient.public_id)
            return once.receipt(form, back, says="责任单位已登记")
        except RuleBroken as error:
            form.blame(error)
    return _page(patient, leader=form)


def _page(patient: Patient, *, cadre: CadreForm | None = None, leader: LeaderForm | None = None) -> Response:
    viewer, on, village = current_viewer(), clock.today(), units_of(patient.id).village
    failed = cadre or leader
    cadre = cadre or CadreForm(formdata=None, cadre=cadre_of(patient) or "")
    working = [one for one in cadres_of(village, on=on) if one.works]
    cadre.cadre.choices = [SelectChoice("", "请选择")] + [
        SelectChoice(one.public_id, f"{one.name}（{one.people}人）") for one in working
    ]
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="responsible")
    page = render_template(
        "teams/responsible.html",
        name=patient.name,
        patient_id=patient.public_id,
        village=village,
        team=teams_of(village, on=on)[0],
        on_record=responsible_unit_of(patient),
        cadre=cadre,
        leader=leader or LeaderForm(formdata=None),
        form=failed,
        back_url=person_url(viewer, patient.public_id),
    )
    return make_response(page, 422 if failed is not None else 200)
