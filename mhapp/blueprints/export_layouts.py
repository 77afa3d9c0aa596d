"""An office's own layout for the rosters that go out: which one holds, another in its place, ours again."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, make_response, render_template, url_for
from wtforms import FileField

from mhapp import clock, db
from mhapp.documents.roster_layout import roster_layout
from mhapp.documents.sheet_filler import check_layout
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.queries.exports import layouts_for
from mhapp.queries.rosters import columns_seen_by
from mhapp.queries.workbook_columns import roster_columns
from mhapp.services import files
from mhapp.services.workbook_layouts import keep_layout, withdraw_layout
from mhapp.web import once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.downloads import as_download
from mhapp.web.forms import Form

bp = Blueprint("export_layouts", __name__, url_prefix="/exports/layout")


class LayoutForm(Form):
    """An office's own layout."""

    layout = FileField("版式文件", render_kw={"accept": ".xlsx"})

    def data_in(self) -> bytes:
        """The bytes of the file; nothing when none was chosen."""
        if not self.layout.data:
            return b""
        self.layout.data.seek(0)
        return bytes(self.layout.data.read())


@bp.route("", methods=["GET", "POST"])
@requires(Permission.WORKBOOK_LAYOUT)
def show() -> Response:
    """The office's own layout: which one holds, and another in its place."""
    form = LayoutForm()
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


@bp.post("/withdraw")
@requires(Permission.WORKBOOK_LAYOUT)
@commits
def withdraw() -> Response:
    """Go back to our own layout."""
    form = LayoutForm()
    if again := once.claim(form):
        return again
    if not form.validate_on_submit():
        return _layout_page(form)
    withdraw_layout(by=current_viewer(), at=clock.now())
    return once.receipt(form, url_for(".show"))


def _layout_kept(form: LayoutForm) -> Response:
    data = form.data_in()
    if not data:
        raise RuleBroken("请选择版式文件（.xlsx）")
    check_layout(data, roster_columns())
    db.session.rollback()  # nothing is held while the file goes to disk
    written = files.write_file(files.prepare_workbook(data), current_app.config["SETTINGS"].files)
    with db.transaction():
        if again := once.claim(form):
            return again
        keep_layout(written, by=current_viewer(), at=clock.now())
        return once.receipt(form, url_for(".show"))


def _layout_page(form: LayoutForm) -> Response:
    viewer = current_viewer()
    held = next((layout for layout, _ in layouts_for(viewer) if layout.unit_id == viewer.unit_id), None)
    columns = columns_seen_by(viewer, roster_columns())
    page = render_template("exports/layout.html", form=form, held=held, columns=columns)
    return make_response(page, 422 if form.errors else 200)
