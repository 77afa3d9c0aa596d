"""The pages of a file: looked at, added by photo, put in order, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, abort, current_app, make_response, render_template, url_for

from mhapp import clock, db
from mhapp.blueprints.files import bp
from mhapp.blueprints.files.page_forms import MoveForm, PageForm, WithdrawForm, page_form
from mhapp.domain.disclosure import Seen
from mhapp.domain.errors import RuleBroken
from mhapp.domain.file_page import PageKind
from mhapp.domain.permissions import Permission
from mhapp.domain.viewer import Viewer
from mhapp.models import FilePage, Patient, StoredFile
from mhapp.queries.file_pages import page_details, pages_by_part
from mhapp.services import files
from mhapp.services.file_pages import add_page, move_page, withdraw_page
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.downloads import as_download
from mhapp.web.person_links import person_url
from mhapp.web.records import file_page_from_url, patient_from_url
from mhapp.web.scans import Written, send_with_photo, write_photo


@dataclass(frozen=True)
class PageOf:
    """A page and the person whose file it hangs in, which a merged record's page is not by itself."""

    page: FilePage
    patient: Patient


def page_from_url(viewer: Viewer, patient_id: str, page_id: str) -> PageOf | None:
    """A page of a person's file that the viewer's role may see."""
    page = file_page_from_url(viewer, patient_id, page_id)
    patient = patient_from_url(viewer, patient_id) if page else None
    return PageOf(page, patient) if page and patient else None


@bp.get("/file/pages")
@requires(Permission.FILE_READ, load=patient_from_url)
def pages(patient: Patient) -> Response:
    """All pages the reader may see, part by part."""
    viewer = current_viewer()
    parts = pages_by_part(viewer, patient)
    journal.note(
        "file_page:list",
        kind="patient",
        subject=patient.public_id,
        count=sum(len(part.pages) for part in parts),
    )
    return make_response(
        render_template(
            "files/pages.html",
            person=Seen("patient", patient, viewer.role),
            parts=parts,
            move_form=lambda: MoveForm(formdata=None),
            back_url=person_url(viewer, patient.public_id),
        )
    )


@bp.route("/file/pages/new", methods=["GET", "POST"])
@requires(Permission.FILE_PAGE_ADD, load=patient_from_url)
def new_page(patient: Patient) -> Response:
    """Add one page. The photo is worked on before the change begins, so that nobody waits."""
    form, patient_id = page_form(current_viewer()), patient.public_id
    sent = send_with_photo(
        form,
        write=lambda: write_photo(form.image(), missing="请拍照，或者选一张已经拍好的照片"),
        load=lambda: patient_from_url(current_viewer(), patient_id),
        change=lambda now, written: _added(now, form, written),
    )
    return sent or _new_page(patient_id, form)


@bp.get("/file/pages/<page_id>")
@requires(Permission.FILE_READ, load=page_from_url)
def page(of: PageOf) -> Response:
    """One page: its picture, who put it there, its place, the way to take it out."""
    return _page(of, WithdrawForm())


@bp.get("/file/pages/<page_id>/image")
@requires(Permission.FILE_READ, load=page_from_url)
def image(of: PageOf) -> Response:
    """The picture itself; each look is kept."""
    journal.note("file_page:read", kind="patient", subject=of.patient.public_id, detail=of.page.kind)
    stored = db.session.get_one(StoredFile, of.page.file_id)
    data = files.read_file(stored, current_app.config["SETTINGS"].files)
    return as_download(data, stored.kind, f"page-{of.page.public_id}")


@bp.get("/file/pages/<page_id>/thumbnail")
@requires(Permission.FILE_READ, load=page_from_url)
def thumbnail(of: PageOf) -> Response:
    """The small picture of the list, which the list's own row in the journal covers."""
    folder = current_app.config["SETTINGS"].files
    stored = db.session.get_one(StoredFile, of.page.thumbnail_id or of.page.file_id)
    data = files.read_file(stored, folder)
    if of.page.thumbnail_id is None:
        data = files.prepare_thumbnail(files.Prepared(stored.kind, data)).data
    return as_download(data, stored.kind, f"small-{of.page.public_id}")


@bp.post("/file/pages/<page_id>/move")
@requires(Permission.FILE_PAGE_ADD, load=page_from_url)
@commits
def move(of: PageOf) -> Response:
    """One place up or down within the part; `to` is up or down."""
    form = MoveForm()
    if again := once.claim(form):
        return again
    if not form.validate_on_submit():
        abort(400)
    move_page(of.page, of.patient, up=form.to.data == "up", by=current_viewer(), at=clock.now())
    return once.receipt(form, url_for(".pages", patient_id=of.patient.public_id) + f"#part-{of.page.part}")


@bp.post("/file/pages/<page_id>/withdraw")
@requires(Permission.FILE_PAGE_ADD, load=page_from_url)
@commits
def withdraw(of: PageOf) -> Response:
    """Take a wrong page out, with a reason."""
    form = WithdrawForm()
    if again := once.claim(form):
        return again
    if form.validate_on_submit():
        try:
            withdraw_page(of.page, of.patient, form.reason.data, by=current_viewer(), at=clock.now())
            return once.receipt(form, url_for(".pages", patient_id=of.patient.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _page(of, form)


def _added(patient: Patient, form: PageForm, written: Written) -> str:
    by, at = current_viewer(), clock.now()
    kind = PageKind(form.kind.data)
    add_page(
        patient, kind.part.value, written[0], title=form.title.data or "", dated=_day(form.dated), by=by, at=at,
        kind=kind, thumbnail=written[1],
    )  # fmt: skip
    return url_for(".pages", patient_id=patient.public_id) + f"#part-{kind.part.value}"


def _new_page(patient_id: str, form: PageForm) -> Response:
    viewer = current_viewer()
    patient = patient_from_url(viewer, patient_id)
    if patient is None:
        abort(404)
    journal.note("patient:read", kind="patient", subject=patient_id, detail="new_page")
    page = render_template(
        "files/new_page.html",
        form=form,
        person=Seen("patient", patient, viewer.role),
        today=clock.today(),
        back_url=url_for(".pages", patient_id=patient_id),
    )
    return make_response(page, 422 if form.errors else 200)


def _page(of: PageOf, form: WithdrawForm) -> Response:
    viewer = current_viewer()
    journal.note("file_page:show", kind="patient", subject=of.patient.public_id, detail=of.page.kind)
    return make_response(
        render_template(
            "files/page.html",
            form=form,
            page=page_details(viewer, of.page),
            person=Seen("patient", of.patient, viewer.role),
        ),
        422 if form.errors else 200,
    )


def _day(field: Any) -> date:
    """The day of a field that is required."""
    assert isinstance(field.data, date)
    return field.data
