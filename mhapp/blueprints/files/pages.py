"""The pages of a file: looked at, added by photo, put in order, withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, abort, current_app, make_response, render_template, request, url_for
from wtforms import FileField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length

from mhapp import clock, db
from mhapp.blueprints.files import bp
from mhapp.domain.disclosure import Seen
from mhapp.domain.errors import RuleBroken
from mhapp.domain.file_disclosure import kinds_seen_by
from mhapp.domain.file_page import PageKind
from mhapp.domain.permissions import Permission
from mhapp.models import FilePage, Patient, StoredFile
from mhapp.queries.file_pages import page_details, pages_by_part
from mhapp.services import files
from mhapp.services.file_pages import LONGEST_TITLE, add_page, move_page, withdraw_page
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.downloads import as_download
from mhapp.web.forms import DayField, Form
from mhapp.web.person_links import person_url
from mhapp.web.records import file_page_from_url, patient_from_url

Written = tuple[files.WrittenFile, files.WrittenFile]


class PageForm(Form):
    """One page: what it is, the day it bears, and its photo: taken now or taken earlier."""

    kind = SelectField("这是什么材料", [InputRequired("请选择这是什么材料")])
    title = StringField("名称", [Length(max=LONGEST_TITLE, message=f"名称最多{LONGEST_TITLE}个字")])
    dated = DayField("材料上的日期", [InputRequired("请填写材料上的日期")])
    photo = FileField("现在拍照", render_kw={"accept": "image/*", "capture": "environment"})
    picture = FileField("或者选已经拍好的", render_kw={"accept": "image/jpeg,image/png,image/webp"})

    def image(self) -> bytes:
        """The bytes of whichever was chosen; nothing when neither was."""
        chosen = next((f.data for f in (self.photo, self.picture) if f.data), None)
        if chosen is None:
            return b""
        chosen.seek(0)
        return bytes(chosen.read())


class WithdrawForm(Form):
    """Why a page is taken out."""

    reason = TextAreaField(
        "为什么撤下",
        [InputRequired("请写清楚为什么撤下"), Length(max=200, message="请写在200个字以内")],
        render_kw={"rows": 2},
    )


class MoveForm(Form):
    """One step up or down: the button pressed says which."""

    to = StringField("往哪边移", [AnyOf(("up", "down"), message="请选择上移或者下移")])


def _page_form() -> PageForm:
    form = PageForm(kind=request.args.get("kind"), dated=clock.today())
    kinds = kinds_seen_by(current_viewer().role)
    form.kind.choices = [("", "请选择"), *((kind.value, f"{kind.part.value} {kind.label}") for kind in kinds)]
    return form


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
    form, patient_id = _page_form(), patient.public_id
    if form.is_submitted() and (again := once.answered(form)) is not None:
        return again
    if form.validate_on_submit():
        try:
            written = _written(form)
            with db.transaction():
                return _added(patient_id, form, written)
        except RuleBroken as error:
            form.blame(error)
    return _new_page(patient_id, form)


@bp.get("/file/pages/<page_id>")
@requires(Permission.FILE_READ, load=file_page_from_url)
def page(page: FilePage) -> Response:
    """One page: its picture, who put it there, its place, the way to take it out."""
    return _page(page, WithdrawForm())


@bp.get("/file/pages/<page_id>/image")
@requires(Permission.FILE_READ, load=file_page_from_url)
def image(page: FilePage) -> Response:
    """The picture itself; each look is kept."""
    patient = db.session.get_one(Patient, page.patient_id)
    journal.note("file_page:read", kind="patient", subject=patient.public_id, detail=page.kind)
    stored = db.session.get_one(StoredFile, page.file_id)
    data = files.read_file(stored, current_app.config["SETTINGS"].files)
    return as_download(data, stored.kind, f"page-{page.public_id}")


@bp.get("/file/pages/<page_id>/thumbnail")
@requires(Permission.FILE_READ, load=file_page_from_url)
def thumbnail(page: FilePage) -> Response:
    """The small picture of the list, which the list's own row in the journal covers."""
    folder = current_app.config["SETTINGS"].files
    stored = db.session.get_one(StoredFile, page.thumbnail_id or page.file_id)
    data = files.read_file(stored, folder)
    if page.thumbnail_id is None:
        data = files.prepare_thumbnail(files.Prepared(stored.kind, data)).data
    return as_download(data, stored.kind, f"small-{page.public_id}")


@bp.post("/file/pages/<page_id>/move")
@requires(Permission.FILE_PAGE_ADD, load=file_page_from_url)
@commits
def move(page: FilePage) -> Response:
    """One place up or down within the part; `to` is up or down."""
    form = MoveForm()
    patient = db.session.get_one(Patient, page.patient_id)
    if again := once.claim(form):
        return again
    if not form.validate_on_submit():
        abort(400)
    move_page(page, patient, up=form.to.data == "up", by=current_viewer(), at=clock.now())
    return once.receipt(form, url_for(".pages", patient_id=patient.public_id) + f"#part-{page.part}")


@bp.post("/file/pages/<page_id>/withdraw")
@requires(Permission.FILE_PAGE_ADD, load=file_page_from_url)
@commits
def withdraw(page: FilePage) -> Response:
    """Take a wrong page out, with a reason."""
    form = WithdrawForm()
    if again := once.claim(form):
        return again
    patient = db.session.get_one(Patient, page.patient_id)
    if form.validate_on_submit():
        try:
            withdraw_page(page, patient, form.reason.data, by=current_viewer(), at=clock.now())
            return once.receipt(form, url_for(".pages", patient_id=patient.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _page(page, form)


def _written(form: PageForm) -> Written:
    photo = files.prepare_photo(form.image(), "photo", missing="请拍照，或者选一张已经拍好的照片")
    small = files.prepare_thumbnail(photo)
    db.session.rollback()  # nothing is held while the files go to disk
    folder = current_app.config["SETTINGS"].files
    return files.write_file(photo, folder), files.write_file(small, folder)


def _added(patient_id: str, form: PageForm, written: Written) -> Response:
    """Inside the change: the person is loaded again, as they are now."""
    by, at = current_viewer(), clock.now()
    patient = patient_from_url(by, patient_id)
    if patient is None:
        abort(404)
    if again := once.claim(form):
        return again
    kind = PageKind(form.kind.data)
    add_page(
        patient, kind.part.value, written[0], title=form.title.data or "", dated=_day(form.dated), by=by, at=at,
        kind=kind, thumbnail=written[1],
    )  # fmt: skip
    return once.receipt(form, url_for(".pages", patient_id=patient_id) + f"#part-{kind.part.value}")


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


def _page(page: FilePage, form: WithdrawForm) -> Response:
    viewer = current_viewer()
    patient = db.session.get_one(Patient, page.patient_id)
    journal.note("file_page:show", kind="patient", subject=patient.public_id, detail=page.kind)
    return make_response(
        render_template(
            "files/page.html",
            form=form,
            page=page_details(viewer, page),
            person=Seen("patient", patient, viewer.role),
        ),
        422 if form.errors else 200,
    )


def _day(field: Any) -> date:
    """The day of a field that is required."""
    assert isinstance(field.data, date)
    return field.data
