"""The dated lists: leading group, its office, care teams."""

from __future__ import annotations

from flask import Response, make_response, render_template, url_for
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from mhapp import clock
from mhapp.blueprints.teams import bp
from mhapp.domain.care_team import TeamKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.domain.roles import UnitKind
from mhapp.models import TeamMember, Unit
from mhapp.queries.care_teams import (
    member_to_end,
    teams_of,
    unit_of_member,
    unit_to_edit,
    unit_to_read,
    units_with_teams,
)
from mhapp.services.care_teams import NewMember, add_member, end_member
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.forms import DayField, Form


class MemberForm(Form):
    """One more person on a list."""

    team = SelectField("名单", [InputRequired("请选择名单")], validate_choice=False)
    name = StringField("姓名", [InputRequired("请填写姓名"), Length(max=40, message="姓名最多40个字")])
    post = StringField("职务", [InputRequired("请填写职务"), Length(max=60, message="职务最多60个字")])
    employer = StringField("单位", [InputRequired("请填写单位"), Length(max=60, message="单位最多60个字")])
    duty_phone = StringField("值班电话", [Length(max=30, message="值班电话最多30个字")])
    from_date = DayField("从哪天起", [InputRequired("请填写从哪天起")])


class EndForm(Form):
    """Until when somebody was on the list."""

    until_date = DayField("离任日期", [InputRequired("请填写离任日期")])


@bp.get("/teams/")
@requires(Permission.TEAM_READ)
def index() -> Response:
    """The units around the viewer, each leading to its lists."""
    return make_response(render_template("teams/index.html", units=units_with_teams(current_viewer())))


@bp.get("/teams/<unit_id>")
@requires(Permission.TEAM_READ, load=unit_to_read)
def show(unit: Unit) -> Response:
    """The lists of one unit, and the form for who keeps them."""
    return _page(unit, _form(unit))


@bp.post("/teams/<unit_id>")
@requires(Permission.TEAM_EDIT, load=unit_to_edit)
@commits
def add(unit: Unit) -> Response:
    """Put somebody on a list."""
    form = _form(unit)
    if (answered := once.claim(form)) is not None:
        return answered
    if form.validate():
        try:
            if form.team.data not in set(TeamKind):
                raise RuleBroken("请选择名单", "team")
            add_member(unit, _member(form), by=current_viewer(), at=clock.now())
            return once.receipt(form, url_for(".show", unit_id=unit.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _page(unit, form)


@bp.route("/teams/members/<member_id>/end", methods=["GET", "POST"])
@requires(Permission.TEAM_EDIT, load=member_to_end)
@commits
def end(member: TeamMember) -> Response:
    """Record until when somebody was on the list."""
    unit = unit_of_member(member)
    form = EndForm(until_date=clock.today())
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate():
            try:
                end_member(member, on=form.until_date.data, by=current_viewer(), at=clock.now())
                return once.receipt(form, url_for(".show", unit_id=unit.public_id))
            except RuleBroken as error:
                form.blame(error)
    page = render_template("teams/end.html", member=member, unit=unit, form=form, today=clock.today())
    return make_response(page, 422 if form.errors else 200)


def _form(unit: Unit) -> MemberForm:
    form = MemberForm(from_date=clock.today())
    kinds = [kind for kind in TeamKind if UnitKind(unit.kind) in kind.is_of]
    form.team.choices = [
        SelectChoice("", "请选择"),
        *(SelectChoice(kind.value, kind.label) for kind in kinds),
    ]
    return form


def _member(form: MemberForm) -> NewMember:
    return NewMember(
        TeamKind(form.team.data),
        form.name.data,
        form.post.data,
        form.employer.data,
        form.duty_phone.data or "",
        form.from_date.data,
    )


def _page(unit: Unit, form: MemberForm) -> Response:
    viewer = current_viewer()
    journal.note("team:read", kind="unit", subject=unit.public_id)
    page = render_template(
        "teams/show.html",
        unit=unit,
        teams=teams_of(unit, on=clock.today()),
        edits=unit_to_edit(viewer, unit.public_id) is not None,
        form=form,
    )
    return make_response(page, 422 if form.errors else 200)
