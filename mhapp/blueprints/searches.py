"""Looking for people with every filter there is, and searches under a name to come back to."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request, url_for
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from mhapp import clock
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.models import SavedView
from mhapp.queries.patients import Wanted
from mhapp.queries.searches import search_of, views_of
from mhapp.services.saved_views import save_view, withdraw_view
from mhapp.web import once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.forms import Form
from mhapp.web.htmx import go_to
from mhapp.web.people_search import (
    LIST_NAME,
    FullSearchForm,
    SearchForm,
    address_of,
    kept,
    list_context,
    search_form,
)
from mhapp.web.workbook_records import view_from_url

bp = Blueprint("searches", __name__, url_prefix="/search")


class NameForm(Form):
    """A name for the search being looked at; `s` names that search."""

    name = StringField(
        "起个名字",
        [InputRequired("请给这个查找起个名字"), Length(max=20, message="名字最多20个字")],
        filters=[lambda text: (text or "").strip()],
        render_kw={"autocomplete": "off"},
    )
    s = HiddenField()


@bp.get("")
@requires(Permission.PATIENT_LIST)
def index() -> Response:
    """The search with all filters; `s` names the viewer's own search or a saved one."""
    viewer = current_viewer()
    wanted = kept(viewer)
    return _page(search_form(viewer, wanted, FullSearchForm), NameForm(s=request.args.get("s", "")), wanted)


@bp.post("")
@requires(Permission.PATIENT_LIST)
@commits
def search() -> Response:
    """Keep what is looked for and show the list by its opaque name."""
    viewer = current_viewer()
    form = search_form(viewer, Wanted(), FullSearchForm)
    if form.validate_on_submit():
        return go_to(address_of(".index", form, viewer))
    return _page(form, NameForm(formdata=None), Wanted())


@bp.post("/views")
@requires(Permission.PATIENT_LIST)
@commits
def save() -> Response:
    """Give the search being looked at a name."""
    viewer, form, at = current_viewer(), NameForm(), clock.now()
    if again := once.claim(form):
        return again
    valid = form.validate_on_submit()
    told = not form.form_errors  # else the page is none of ours, and its name for the search perhaps no text
    criteria = (search_of(viewer, LIST_NAME, form.s.data or "", at=at) if told else None) or {}
    if valid:
        try:
            view = save_view(LIST_NAME, form.name.data, criteria, by=viewer, at=at)
            return once.receipt(form, url_for(".index", s=view.public_id))
        except RuleBroken as error:
            form.blame(error)
    wanted = Wanted(**criteria)
    return _page(search_form(viewer, wanted, FullSearchForm, formdata=None), form, wanted)


@bp.post("/views/<view_id>/withdraw")
@requires(Permission.PATIENT_LIST, load=view_from_url)
@commits
def withdraw(view: SavedView) -> Response:
    """Take a saved search back."""
    form = Form()
    if again := once.claim(form):
        return again
    if not form.validate_on_submit():
        return _page(
            search_form(current_viewer(), Wanted(), FullSearchForm, formdata=None), NameForm(), Wanted()
        )
    withdraw_view(view, by=current_viewer(), at=clock.now())
    return once.receipt(form, url_for(".index"))


def _page(form: SearchForm, name_form: NameForm, wanted: Wanted) -> Response:
    viewer = current_viewer()
    page = render_template(
        "searches/index.html",
        form=name_form if name_form.errors else form,
        search=form,
        name_form=name_form,
        views=views_of(viewer, LIST_NAME),
        **list_context(viewer, wanted, ".index"),
    )
    return make_response(page, 422 if form.errors or name_form.errors else 200)
