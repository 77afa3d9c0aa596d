"""Registering somebody without a lead: a hospital's confirmed report card, or care that is on paper already."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template, url_for
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from mhapp import clock, db
from mhapp.blueprints.registrations import bp
from mhapp.domain.diagnosis import DIAGNOSES
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.domain.registration import NewPerson
from mhapp.models import Unit
from mhapp.queries.patients import villages_below
from mhapp.services.registrations import register_person
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.forms import BirthdayField, DayField, Form

SEXES = [
    SelectChoice(code, label)
    for code, label in (("", "按身份证号码"), ("1", "男"), ("2", "女"), ("9", "未说明"))
]
NOT_CHOSEN = SelectChoice("", "请选择")


class NewPersonForm(Form):
    """Who it is, where they live, what was diagnosed where and when, and who guards them."""

    name = StringField("姓名")
    identity_number = StringField("身份证号码", render_kw={"autocomplete": "off"})
    no_identity_reason = StringField("没有身份证号码的原因")
    sex = SelectField("性别", choices=SEXES, validate_choice=False)
    birth_date = BirthdayField("出生日期")
    not_the_same = StringField("与同名的人不是同一人的依据")
    village = SelectField("现住的村、社区", [InputRequired("请选择现住的村、社区")], validate_choice=False)
    group_label = StringField("组、网格")
    address = StringField("现住址")
    phone = StringField("本人电话", render_kw={"inputmode": "tel"})
    diagnosis_code = SelectField(
        "诊断",
        choices=[NOT_CHOSEN, *(SelectChoice(*one) for one in DIAGNOSES.items())],
        validate_choice=False,
    )
    diagnosed_at = StringField("确诊医院")
    diagnosed_on = DayField("确诊日期")
    confirmed_on = DayField("登记日期", [InputRequired("请填写登记日期")])
    management_number = StringField("管理编号")
    guardian_name = StringField("监护人姓名")
    guardian_relation = StringField("监护人与患者的关系")
    guardian_phone = StringField("监护人电话", render_kw={"inputmode": "tel"})

    def facts(self) -> NewPerson:
        """What was typed, as the rules read it."""
        texts: dict[str, Any] = {
            name: self[name].data or ""
            for name in (
                "name", "no_identity_reason", "not_the_same", "group_label", "address", "phone", "diagnosed_at",
                "management_number", "guardian_name", "guardian_relation", "guardian_phone",
            )
        }  # fmt: skip
        return NewPerson(
            **texts,
            sex=self.sex.data or None,
            birth_date=self.birth_date.data,
            identity_number=self.identity_number.data or None,
            diagnosis_code=self.diagnosis_code.data or None,
            diagnosed_on=self.diagnosed_on.data,
            confirmed_on=self.confirmed_on.data,
        )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PATIENT_REGISTER)
@commits
def new() -> Response:
    """Register a person, and go on with the form's sections."""
    viewer = current_viewer()
    form = NewPersonForm(confirmed_on=clock.today())
    villages = villages_below(viewer)
    form.village.choices = [NOT_CHOSEN, *(SelectChoice(*one) for one in villages)]
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate() and (done := _registered(form)) is not None:
            return done
    page = render_template("registrations/new.html", form=form, today=clock.today())
    return make_response(page, 422 if form.errors else 200)


def _registered(form: NewPersonForm) -> Response | None:
    viewer = current_viewer()
    try:
        village = _village(form)
        patient = register_person(form.facts(), village=village, by=viewer, at=clock.now())
    except RuleBroken as error:
        if error.field in {"identity_number", "not_the_same"}:
            journal.note("patient:duplicates", count=1)
        form.blame(error)
        return None
    return once.receipt(form, url_for(".overview", patient_id=patient.public_id))


def _village(form: NewPersonForm) -> Unit:
    """The village chosen among the viewer's own."""
    chosen = form.village.data
    if chosen not in {public_id for public_id, _ in villages_below(current_viewer())}:
        raise RuleBroken("请从列表里选现住的村、社区", "village")
    return db.session.query(Unit).filter_by(public_id=chosen).one()
