"""Workbooks that go out: asking for one, a second person's word, fetching it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, make_response, render_template, url_for
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired

from mhapp import clock
from mhapp.domain.disclosure import Group, discloses, may_see
from mhapp.domain.errors import RuleBroken
from mhapp.domain.export import ExportKind
from mhapp.domain.permissions import Permission
from mhapp.domain.viewer import Viewer
from mhapp.models import WorkbookExport, WorkbookTemplate
from mhapp.queries.exports import export_page, layouts_for, own_exports, result_of, waiting_exports
from mhapp.queries.patients import Wanted, villages_below
from mhapp.services import exports, files
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.choice_field import ChoiceField
from mhapp.web.commits import commits
from mhapp.web.downloads import as_download
from mhapp.web.forms import Form
from mhapp.web.htmx import render_page_or_part
from mhapp.web.paging import asked_page
from mhapp.web.people_search import LEVELS, STATUSES
from mhapp.web.wake import wake_worker_afterwards
from mhapp.web.workbook_records import export_from_url

bp = Blueprint("exports", __name__, url_prefix="/exports")
OURS = "ours"
Layouts = dict[str, dict[ExportKind, WorkbookTemplate]]
"""Public id of a unit → its layouts in force."""


class ExportForm(Form):
    """What is asked for, of whom, and what for."""

    kind = ChoiceField("导出哪一种", [InputRequired("请选择导出哪一种")])
    village = SelectField("村、社区", invalid_choice_message="请从列表里选村、社区")
    level = SelectField("级别", invalid_choice_message="请从列表里选级别")
    status = SelectField("状态", invalid_choice_message="请从列表里选状态")
    overdue = BooleanField("只要有逾期事项的")
    layout = SelectField("版式", invalid_choice_message="请从列表里选版式")
    purpose = StringField("用途", [InputRequired("请写明用途，例如：季度核对在册人数")])


class DecisionForm(Form):
    """A second person's word."""

    refusal = TextAreaField("不同意的理由")
    decision = StringField("同意还是不同意", [AnyOf(("agree", "refuse"), message="请选择同意还是不同意")])


@bp.get("/")
@requires(Permission.WORKBOOK_EXPORT)
def index() -> Response:
    """One's own workbooks, and those that wait for one's word."""
    viewer = current_viewer()
    return make_response(
        render_template(
            "exports/index.html",
            own=own_exports(viewer, page=asked_page("own")),
            waiting=waiting_exports(viewer, page=asked_page("waiting")),
            today=clock.today(),
        )
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.WORKBOOK_EXPORT)
@commits
def new() -> Response:
    """Ask for a workbook."""
    viewer = current_viewer()
    form, layouts = _export_form(viewer)
    if form.is_submitted() and (again := once.claim(form)):
        return again
    if form.validate_on_submit():
        try:
            record = exports.ask_for_export(
                ExportKind(form.kind.data),
                _wanted(form),
                form.purpose.data,
                layout=_layout_chosen(form, layouts),
                by=viewer,
                at=clock.now(),
            )
            wake_worker_afterwards()
            return once.receipt(form, url_for(".show", export_id=record.public_id))
        except RuleBroken as error:
            form.blame(error)
    return make_response(render_template("exports/new.html", form=form), 422 if form.errors else 200)


@bp.get("/<export_id>")
@requires(Permission.WORKBOOK_EXPORT, load=export_from_url)
def show(record: WorkbookExport) -> Response:
    """What was asked for, who agreed, how far it is, the file."""
    return _shown(record, DecisionForm())


@bp.post("/<export_id>/decision")
@requires(Permission.WORKBOOK_APPROVE, load=export_from_url)
@commits
def decide(record: WorkbookExport) -> Response:
    """Agree to somebody else's workbook, or refuse it with a reason."""
    form = DecisionForm()
    if again := once.claim(form):
        return again
    if form.validate_on_submit():
        agree = form.decision.data == "agree"
        try:
            exports.decide_export(
                record, agree=agree, refusal=form.refusal.data or "", by=current_viewer(), at=clock.now()
            )
            wake_worker_afterwards()
            return once.receipt(form, url_for(".show", export_id=record.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _shown(record, form)


@bp.get("/<export_id>/workbook.xlsx")
@requires(Permission.WORKBOOK_EXPORT, load=export_from_url)
def workbook(record: WorkbookExport) -> Response:
    """The file, for the one who asked and for some days. That it was fetched is kept, or it is not sent."""
    by, at, stored = current_viewer(), clock.now(), result_of(record)
    if stored is None or not export_page(record, by, on=clock.today()).open_to_download:
        abort(404)
    export_id, people = record.public_id, record.people
    data = files.read_file(stored, current_app.config["SETTINGS"].files)
    journal.afterwards(lambda: exports.record_download(export_id, people, by=by, at=at))
    return as_download(data, stored.kind, f"workbook-{export_id}")


def _export_form(viewer: Viewer) -> tuple[ExportForm, Layouts]:
    held = layouts_for(viewer)
    form = ExportForm(
        kind=ExportKind.ROSTER.value,
        layout=held[0][0].public_id if held else OURS,
        village="",
        level="",
        status="",
    )
    form.village.choices = {"": "全部", **dict(villages_below(viewer))}
    form.level.choices = {"": "全部", **LEVELS}
    form.status.choices = {"": "全部", **STATUSES}
    form.layout.choices = {unit.public_id: f"{unit.name}的版式" for unit, _ in held} | {OURS: "系统的版式"}
    kinds = ExportKind if may_see(viewer.role, Group.LEVEL) else (ExportKind.ROSTER,)
    form.kind.choices = [SelectChoice(kind.value, kind.label) for kind in kinds]
    if not may_see(viewer.role, Group.LEVEL):
        del form["overdue"]
    if not may_see(viewer.role, Group.LEVEL_VALUE):
        del form["level"]
    if not discloses(viewer.role, "patient", "status"):
        del form["status"]
    if not held:
        del form["layout"]
    return form, {unit.public_id: layouts for unit, layouts in held}


def _layout_chosen(form: ExportForm, layouts: Layouts) -> WorkbookTemplate | None:
    """The chosen unit's layout of the kind asked for; None, which is ours, where it has none."""
    chosen = layouts.get(form.layout.data, {}) if form.layout else {}
    return chosen.get(ExportKind(form.kind.data))


def _wanted(form: ExportForm) -> Wanted:
    return Wanted(
        level=form.level.data if form.level else "",
        village=form.village.data,
        status=form.status.data if form.status else "",
        overdue="1" if form.overdue and form.overdue.data else "",
    )


def _shown(record: WorkbookExport, form: DecisionForm) -> Response:
    viewer = current_viewer()
    found = export_page(record, viewer, on=clock.today())
    journal.note("export:read", kind="export", subject=record.public_id)
    villages = dict(villages_below(viewer))
    filters = [
        villages.get(found.wanted.village, "一个村、社区") if found.wanted.village else "",
        LEVELS.get(found.wanted.level, ""),
        STATUSES.get(found.wanted.status, ""),
        "有逾期事项的" if found.wanted.overdue else "",
    ]
    return render_page_or_part(
        "exports/show.html",
        "exports/_progress.html",
        422 if form.errors else 200,
        found=found,
        form=form,
        filters="、".join(word for word in filters if word) or "全部在册的",
    )
