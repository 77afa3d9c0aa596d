"""A roster comes in: the template, handing one in, what is wrong with which row, taking the good rows in or none."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, make_response, render_template, request, url_for
from wtforms import FileField, StringField
from wtforms.validators import AnyOf

from mhapp import clock, db
from mhapp.documents.roster_template import template_workbook
from mhapp.documents.workbook_reader import read_kept_roster, read_roster
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.domain.workbook_matches import Judged
from mhapp.domain.workbook_rows import RosterSheet
from mhapp.models import WorkbookImport
from mhapp.queries.imports import file_of, import_page, recent_imports
from mhapp.queries.workbook_columns import roster_columns
from mhapp.services import files, imports
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.downloads import as_download
from mhapp.web.forms import Form
from mhapp.web.htmx import go_to, is_htmx, render_page_or_part
from mhapp.web.paging import asked_page
from mhapp.web.wake import wake_worker_afterwards
from mhapp.web.workbook_records import import_from_url

bp = Blueprint("imports", __name__, url_prefix="/imports")
WORKING = frozenset({"previewing", "taking"})


class WorkbookForm(Form):
    """The roster as the office keeps it."""

    workbook = FileField("花名册文件", render_kw={"accept": ".xlsx"})

    def data_in(self) -> bytes:
        """The bytes of the file. Raises RuleBroken where there is none or too much of it."""
        chosen = self.workbook.data
        data = b""
        if chosen:
            chosen.seek(0)
            data = bytes(chosen.read(files.MOST_BYTES_IN + 1))
        if not data:
            raise RuleBroken("请选择填好的花名册文件（.xlsx）", "workbook")
        if len(data) > files.MOST_BYTES_IN:
            raise RuleBroken("文件超过12 MB，请去掉图片和多余的表后再上传", "workbook")
        return data

    def close(self) -> None:
        """Give the uploaded bytes back."""
        if self.workbook.data:
            self.workbook.data.close()


class DecisionForm(Form):
    """Take all good rows in, or none: two buttons."""

    decision = StringField("录入还是不录入", [AnyOf(("take", "leave"), message="请选择录入还是都不录入")])


@bp.get("/template.xlsx")
@requires(Permission.WORKBOOK_IMPORT)
def template() -> Response:
    """The empty roster."""
    return as_download(template_workbook(roster_columns()), "xlsx", "roster-template")


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.WORKBOOK_IMPORT)
def new() -> Response:
    """Hand a roster in. It is read before the change begins, so that nobody waits."""
    form = WorkbookForm()
    if form.is_submitted() and (again := once.answered(form)) is not None:
        return again
    if form.validate_on_submit():
        try:
            return _handed_in(form)
        except RuleBroken as error:
            form.blame(RuleBroken(str(error), "workbook"))
        finally:
            form.close()
    page = render_template(
        "imports/new.html", form=form, recent=recent_imports(current_viewer(), page=asked_page())
    )
    return make_response(page, 422 if form.errors else 200)


@bp.get("/<import_id>")
@requires(Permission.WORKBOOK_IMPORT, load=import_from_url)
def show(record: WorkbookImport) -> Response:
    """What is wrong with which row, how far it is, or what became of it."""
    if is_htmx() and record.state not in WORKING:
        return go_to(url_for(".show", import_id=record.public_id))  # it is done: the whole page
    return _shown(record, DecisionForm())


@bp.post("/<import_id>/decision")
@requires(Permission.WORKBOOK_IMPORT, load=import_from_url)
@commits
def decide(record: WorkbookImport) -> Response:
    """Take all good rows in (a short roster now, a long one by the worker), or none."""
    form = DecisionForm()
    if again := once.claim(form):
        return again
    if form.validate_on_submit():
        try:
            _decided(record, take=form.decision.data == "take")
            return once.receipt(form, url_for(".show", import_id=record.public_id))
        except RuleBroken as error:
            form.blame(RuleBroken(str(error)))
    return _shown(record, form)


def _decided(record: WorkbookImport, *, take: bool) -> None:
    by, at = current_viewer(), clock.now()
    if not take:
        imports.leave(record, by=by, at=at)
        return
    imports.check_open(record)
    if record.rows <= imports.AT_ONCE:
        read = imports.read_rows(_sheet_of(record), by=by, today=clock.today())
        imports.take_in(record, read, by=by, at=at)
    else:
        imports.ask_for_work(record, imports.TAKE_IN, by=by, at=at)
        wake_worker_afterwards()


def _handed_in(form: WorkbookForm) -> Response:
    by = current_viewer()
    data = form.data_in()
    sheet = read_roster(data, roster_columns())
    judged = None
    if len(sheet.rows) <= imports.AT_ONCE:
        judged = imports.look_through(imports.read_rows(sheet, by=by, today=clock.today()), by=by)
    db.session.rollback()  # nothing is held while the file goes to disk
    written = files.write_file(files.prepare_workbook(data), current_app.config["SETTINGS"].files)
    with db.transaction():
        return _kept(form, written, sheet, judged)


def _kept(
    form: WorkbookForm, written: files.WrittenFile, sheet: RosterSheet, judged: Judged | None
) -> Response:
    if again := once.claim(form):
        return again
    by, at = current_viewer(), clock.now()
    record = imports.hand_in(written, len(sheet.rows), by=by, at=at)
    if judged is not None:
        imports.keep_preview(record, judged)
    else:
        imports.ask_for_work(record, imports.LOOK_THROUGH, by=by, at=at)
        wake_worker_afterwards()
    return once.receipt(form, url_for(".show", import_id=record.public_id))


def _sheet_of(record: WorkbookImport) -> RosterSheet:
    data = files.read_file(file_of(record), current_app.config["SETTINGS"].files)
    return read_kept_roster(data, roster_columns())


def _shown(record: WorkbookImport, form: DecisionForm) -> Response:
    found = import_page(record, page=request.args.get("page", 1, type=int))
    if (
        record.state not in WORKING
    ):  # how far it is says nothing of anybody, and must not wait for what is written
        journal.note("import:read", kind="import", subject=record.public_id, count=len(found.faults))
    return render_page_or_part(
        "imports/show.html",
        "imports/_state.html",
        422 if form.errors else 200,
        found=found,
        form=form,
        url_of=lambda page: url_for(".show", import_id=found.public_id, page=page),
    )
