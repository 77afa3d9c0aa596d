"""The one search for people: its form, what is kept of it, and the list it leads to. Two pages show it."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Length

from mhapp import clock
from mhapp.domain.disclosure import Group, discloses, may_see
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import UNGRADED, UNGRADED_LABEL, RiskLevel
from mhapp.domain.viewer import Viewer
from mhapp.queries.patients import Wanted, people_page, villages_below
from mhapp.queries.searches import search_of, view_criteria
from mhapp.services.searches import keep_search
from mhapp.web import journal
from mhapp.web.forms import SentFields

LIST_NAME = "patients"
LEVELS = {level.value: level.colour_word for level in reversed(RiskLevel)} | {UNGRADED: UNGRADED_LABEL}
STATUSES = {status.value: status.label for status in PatientStatus}
COLUMNS = ("level", "rating", "next_visit_on", "review_by", "diagnosis", "status")


class SearchForm(FlaskForm):
    """What to look for. Changes nothing, so it carries no one-time key."""

    class Meta(SentFields):
        """Filled like every form."""

    text = StringField(
        "姓名、证件号或电话",
        [Length(max=40, message="查找内容最多40个字")],
        filters=[lambda text: (text or "").strip()],
        render_kw={"autocomplete": "off", "enterkeyhint": "search"},
    )
    level = SelectField("级别", invalid_choice_message="请从列表里选级别")
    village = SelectField("村、社区", invalid_choice_message="请从列表里选村、社区")


class FullSearchForm(SearchForm):
    """With every filter there is."""

    status = SelectField("状态", invalid_choice_message="请从列表里选状态")
    overdue = BooleanField("只看有逾期事项的")


def search_form(
    viewer: Viewer, wanted: Wanted, kind: type[SearchForm] = SearchForm, **options: Any
) -> SearchForm:
    """The form with the viewer's own villages, filled with what is being looked for."""
    form = kind(**{**vars(wanted), "overdue": bool(wanted.overdue)}, **options)
    form.village.choices = {"": "全部", **dict(villages_below(viewer))}
    form.level.choices = {"": "全部", **LEVELS}
    if "status" in form:
        form["status"].choices = {"": "全部", **STATUSES}
        if not discloses(viewer.role, "patient", "status"):
            del form["status"]
    if not discloses(viewer.role, "patient", "phone"):
        form["text"].label.text = "姓名或证件号"
    if not may_see(viewer.role, Group.LEVEL) and "overdue" in form:
        del form["overdue"]
    if not may_see(viewer.role, Group.LEVEL_VALUE):
        del form["level"]
    return form


def wanted_of(form: SearchForm) -> dict[str, str]:
    """What a valid form asks for, by field."""
    fields = ("text", "level", "village", "status")
    wanted = {name: form[name].data if name in form else "" for name in fields}
    return wanted | {"overdue": "1" if "overdue" in form and form["overdue"].data else ""}


def kept(viewer: Viewer) -> Wanted:
    """What the address names: the viewer's own search of the last day, or one of their named ones."""
    search_id = request.args.get("s", "")
    if not search_id:
        return Wanted()
    found = search_of(viewer, LIST_NAME, search_id, at=clock.now()) or view_criteria(
        viewer, LIST_NAME, search_id
    )
    return Wanted(**(found or {}))


def address_of(endpoint: str, form: SearchForm, viewer: Viewer) -> str:
    """Keep what is looked for as the viewer's own row; the address that shows it."""
    wanted = wanted_of(form)
    if not any(wanted.values()):
        return url_for(endpoint)
    journal.note("patient:search")
    return url_for(endpoint, s=keep_search(LIST_NAME, wanted, by=viewer, at=clock.now()))


def list_context(viewer: Viewer, wanted: Wanted, endpoint: str) -> dict[str, Any]:
    """What `patients/_table.html` needs; that a list was read is kept."""
    found = people_page(viewer, wanted, page=request.args.get("page", 1, type=int), on=clock.today())
    journal.note("patient:list", count=len(found.rows))
    return {
        "found": found,
        "shown": {name for name in COLUMNS if discloses(viewer.role, "patient", name)},
        "wanted": wanted,
        "filtered": any(vars(wanted).values()),
        "today": clock.today(),
        "url_of": lambda page: url_for(endpoint, s=request.args.get("s"), page=page),
    }
