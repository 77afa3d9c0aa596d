"""A village's cadres: how many people each answers for, handing all of them over, and stand-ins."""

from __future__ import annotations

from datetime import date

from flask import Response, make_response, render_template, url_for
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from mhapp import clock
from mhapp.blueprints.teams import bp
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.models import Account, Unit
from mhapp.queries.cadres import account_among, cadres_of, stand_ins_of
from mhapp.queries.care_teams import village_in_scope
from mhapp.queries.without_cadre import people_without
from mhapp.services.care_assignments import give_all_without, hand_over_all, set_stand_in
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.forms import DayField, Form
from mhapp.web.paging import asked_page


class HandOverForm(Form):
    """All the people of one cadre to another."""

    giver = SelectField("从谁名下", [InputRequired("请选择移交的同志")], validate_choice=False)
    taker = SelectField("交给谁", [InputRequired("请选择接手的同志")], validate_choice=False)


class RestForm(Form):
    """Everybody without a responsible cadre to one."""

    responsible = SelectField("都交给谁", [InputRequired("请选择包保责任人")], validate_choice=False)


class StandInForm(Form):
    """Who has whose people as theirs, from when until when."""

    cadre = SelectField("谁不在", [InputRequired("请选择不在的同志")], validate_choice=False)
    stand_in = SelectField("谁代班", [InputRequired("请选择代班的同志")], validate_choice=False)
    from_date = DayField("从哪天起", [InputRequired("请填写从哪天起")])
    until_date = DayField("到哪天止", [InputRequired("请填写到哪天止")])
    reason = StringField(
        "原因", [InputRequired("请填写原因，如培训、病假"), Length(max=100, message="原因最多100个字")]
    )


@bp.get("/teams/<unit_id>/cadres")
@requires(Permission.CARE_ASSIGN, load=village_in_scope)
def cadres(village: Unit) -> Response:
    """Who answers for how many, and the two forms."""
    return _page(village)


@bp.post("/teams/<unit_id>/hand-over")
@requires(Permission.CARE_ASSIGN, load=village_in_scope)
@commits
def hand_over(village: Unit) -> Response:
    """Hand over everybody one cadre answers for."""
    form = HandOverForm()
    if (answered := once.claim(form)) is not None:
        return answered
    if form.validate():
        try:
            giver, taker = (_picked(village, form, field) for field in ("giver", "taker"))
            hand_over_all(giver, taker, village, by=current_viewer(), at=clock.now())
            return once.receipt(form, url_for(".cadres", unit_id=village.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _page(village, over=form)


@bp.post("/teams/<unit_id>/without-cadre")
@requires(Permission.CARE_ASSIGN, load=village_in_scope)
@commits
def give_rest(village: Unit) -> Response:
    """Give everybody who has no responsible cadre one."""
    form = RestForm()
    if (answered := once.claim(form)) is not None:
        return answered
    if form.validate():
        try:
            taker = _picked(village, form, "responsible")
            given = give_all_without(taker, village, by=current_viewer(), at=clock.now())
            url = url_for(".cadres", unit_id=village.public_id)
            return once.receipt(form, url, says=f"{given}人已交给{taker.name}")
        except RuleBroken as error:
            form.blame(error)
    return _page(village, rest=form)


@bp.post("/teams/<unit_id>/stand-ins")
@requires(Permission.CARE_ASSIGN, load=village_in_scope)
@commits
def stand_in(village: Unit) -> Response:
    """Arrange a stand-in."""
    form = StandInForm()
    if (answered := once.claim(form)) is not None:
        return answered
    if form.validate():
        first: date = form.from_date.data
        try:
            cadre, other = (_picked(village, form, field) for field in ("cadre", "stand_in"))
            set_stand_in(
                cadre,
                other,
                village,
                first=first,
                last=form.until_date.data,
                reason=form.reason.data,
                by=current_viewer(),
                at=clock.now(),
            )
            return once.receipt(form, url_for(".cadres", unit_id=village.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _page(village, stand=form)


def _picked(village: Unit, form: Form, field: str) -> Account:
    account = account_among(village, form[field].data, on=clock.today())
    if account is None:
        raise RuleBroken("请从列表里选一位同志", field)
    return account


def _page(
    village: Unit,
    *,
    over: HandOverForm | None = None,
    stand: StandInForm | None = None,
    rest: RestForm | None = None,
) -> Response:
    on, waiting = clock.today(), people_without(current_viewer(), village, page=asked_page("without"))
    people = cadres_of(village, on=on)
    everybody = [SelectChoice("", "请选择")] + [SelectChoice(one.public_id, one.name) for one in people]
    working = everybody[:1] + [SelectChoice(one.public_id, one.name) for one in people if one.works]
    failed = over or stand or rest
    rest = rest or RestForm(formdata=None)
    rest.responsible.choices = working
    over = over or HandOverForm(formdata=None)
    stand = stand or StandInForm(formdata=None, from_date=on)
    over.giver.choices, over.taker.choices = everybody, working
    stand.cadre.choices, stand.stand_in.choices = everybody, working
    journal.note("team:read", kind="unit", subject=village.public_id, detail="cadres")
    if waiting.rows:
        journal.note("patient:list", count=len(waiting.rows), detail="without_cadre")
    page = render_template(
        "teams/cadres.html",
        village=village,
        cadres=people,
        stand_ins=stand_ins_of(village, on=on),
        waiting=waiting,
        rest=rest,
        over=over,
        stand=stand,
        form=failed,
    )
    return make_response(page, 422 if failed is not None else 200)
