"""An office's own layouts of what goes out: which ones hold, another in their place, ours again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template, url_for
from wtforms import FileField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf

from mhapp import clock, db
from mhapp.documents.roster_layout import roster_layout, summary_layout
from mhapp.documents.sheet_filler import check_layout
from mhapp.domain.errors import RuleBroken
from mhapp.domain.export import ExportKind, Placeholders, SummaryColumns
from mhapp.domain.permissions import Permission
from mhapp.queries.exports import layouts_for
from mhapp.queries.rosters import columns_seen_by
from mhapp.queries.workbook_columns import roster_columns
from mhapp.services import files
from mhapp.services.workbook_layouts import keep_layout, withdraw_layout
from mhapp.web import once
from mhapp.web.access import current_viewer, requires
from mhapp.web.choice_field import ChoiceField
from mhapp.web.commits import commits
from mhapp.web.downloads import as_download
from mhapp.web.forms import Form

bp = Blueprint("export_layouts", __name__, url_prefix="/exports/layout")


class LayoutForm(Form):
    """An office's own layout of one kind."""

    kind = ChoiceField("哪一种的版式")
    layout = FileField("版式文件", render_kw={"accept": ".xlsx"})

    def data_in(self) -> bytes:
        """The bytes of the file; nothing when none was chosen."""
        if not self.layout.data:
            return b""
        self.layout.data.seek(0)
        return bytes(self.layout.data.read())


class WithdrawForm(Form):
    """Which layout is withdrawn: a button each."""

    kind = StringField(
        "哪一种的版式", [AnyOf([kind.value for kind in ExportKind], message="请选择哪一种的版式")]
    )


@bp.route("", methods=["GET", "POST"])
@requires(Permission.WORKBOOK_LAYOUT)
def show() -> Response:
    """The office's own layouts: which ones hold, and another in their place."""
    form = _layout_form()
    if form.is_submitted() and (again := once.answered(form)) is not None:
        return again
    if form.validate_on_submit():
        try:
            return _layout_kept(form)
        except RuleBroken as error:
            form.blame(RuleBroken(str(error), "layout"))
        finally:
            if form.layout.data:
                form.layout.data.close()
    return _layout_page(form)


@bp.get("/sample.xlsx")
@requires(Permission.WORKBOOK_LAYOUT)
def sample() -> Response:
    """Our own layout with every placeholder the role may use, to begin from."""
    return as_download(
        roster_layout(columns_seen_by(current_viewer(), roster_columns())), "xlsx", "roster-layout"
    )


@bp.get("/summary-sample.xlsx")
@requires(Permission.WORKBOOK_LAYOUT)
def summary_sample() -> Response:
    """A layout of the four-colour summary to begin from."""
    return as_download(summary_layout(), "xlsx", "summary-layout")


@bp.post("/withdraw")
@requires(Permission.WORKBOOK_LAYOUT)
@commits
def withdraw() -> Response:
    """Go back to our own layout."""
    form = WithdrawForm()
    if again := once.claim(form):
        return again
    if not form.validate_on_submit():
        return _layout_page(_layout_form(formdata=None), 422)
    withdraw_layout(ExportKind(form.kind.data), by=current_viewer(), at=clock.now())
    return once.receipt(form, url_for(".show"))


def _layout_kept(form: LayoutForm) -> Response:
    data = form.data_in()
    if not data:
        raise RuleBroken("请选择版式文件（.xlsx）")
    kind = ExportKind(form.kind.data)
    asks: Placeholders = roster_columns() if kind is ExportKind.ROSTER else SummaryColumns()
    check_layout(data, asks)
    db.session.rollback()  # nothing is held while the file goes to disk
    written = files.write_file(files.prepare_workbook(data), current_app.config["SETTINGS"].files)
    with db.transaction():
        if again := once.claim(form):
            return again
        keep_layout(written, kind, by=current_viewer(), at=clock.now())
        return once.receipt(form, url_for(".show"))


def _layout_form(**options: Any) -> LayoutForm:
    form = LayoutForm(**options)
    form.kind.data = form.kind.data or ExportKind.ROSTER.value
    form.kind.choices = [SelectChoice(kind.value, kind.label) for kind in ExportKind]
    return form


def _layout_page(form: LayoutForm, status: int = 200) -> Response:
    viewer = current_viewer()
    held = next((layouts for unit, layouts in layouts_for(viewer) if unit.id == viewer.unit_id), {})
    page = render_template(
        "exports/layout.html",
        form=form,
        held=[(kind, held.get(kind)) for kind in ExportKind],
        columns=columns_seen_by(viewer, roster_columns()),
        summary_columns=SummaryColumns.columns,
    )
    return make_response(page, 422 if form.errors else status)
