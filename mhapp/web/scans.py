"""A photo of a paper that goes with a form, wanted or not: worked on before the change begins, hung in the file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from flask import Response, abort, current_app
from wtforms import FileField, ValidationError

from mhapp import db
from mhapp.domain.errors import RuleBroken
from mhapp.domain.file_page import PageKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Patient
from mhapp.services import files
from mhapp.services.file_pages import add_page
from mhapp.web import once
from mhapp.web.forms import Form

Record = TypeVar("Record")
Photo = TypeVar("Photo")
Written = tuple[files.WrittenFile, files.WrittenFile]
"""The photo and its small picture."""


class Hung(NamedTuple):
    """What a record names of a photo that hangs in the file: the picture, or its page. Neither without a photo."""

    file_id: int | None = None
    page_id: str = ""


class ScanForm(Form):
    """A form with room for a photo: taken now, or taken earlier."""

    photo = FileField("现在拍照", render_kw={"accept": "image/*", "capture": "environment"})
    picture = FileField("或者选已经拍好的", render_kw={"accept": "image/jpeg,image/png,image/webp"})

    def image(self) -> bytes:
        """The bytes of whichever was chosen; nothing when neither was."""
        chosen = self._chosen()
        if not chosen:
            return b""
        chosen[0].seek(0)
        return bytes(chosen[0].read())

    def validate_picture(self, _: Any) -> None:
        """Where a photo may also be left out, one that cannot be kept would be lost without a word."""
        chosen = self._chosen()
        if len(chosen) > 1:
            raise ValidationError("这里只能放一张照片，请只选一处")
        if chosen and not self.image():
            raise ValidationError("选的照片是空文件，请重拍，或者重新选一张")

    def _chosen(self) -> list[Any]:
        return [field.data for field in (self.photo, self.picture) if field.data]


def send_with_photo(
    form: Form,
    *,
    write: Callable[[], Photo],
    load: Callable[[], Record | None],
    change: Callable[[Record, Photo], str],
) -> Response | None:
    """What a form with a photo leads to when it is sent; None when its page is to be shown, for whatever reason.

    `write` works on the photo and puts it on disk before the change begins, so that nobody waits for it. Inside the
    change `load` gets the record again, as it is now (404 when it is gone), and `change` says where it led.
    """
    if not form.is_submitted():
        return None
    if (again := once.answered(form)) is not None:
        return again
    if not form.validate():
        return None
    try:
        written = write()
        with db.transaction():
            record = load()
            if record is None:
                abort(404)
            again = once.claim(form)
            return again if again is not None else once.receipt(form, change(record, written))
    except RuleBroken as error:
        form.blame(error)
    return None


def write_scan(form: ScanForm) -> Written | None:
    """The photo on disk, encrypted, without a row yet; None where none was chosen. Raises RuleBroken at the field."""
    data = form.image()
    return write_photo(data) if data else None


def write_copy(form: ScanForm) -> files.WrittenFile:
    """The photo of a signed sheet on disk, which a record keeps by itself. Raises RuleBroken when there is none."""
    prepared = files.prepare_photo(form.image(), "photo")
    db.session.rollback()  # nothing is held while the file goes to disk
    return files.write_file(prepared, current_app.config["SETTINGS"].files)


def write_photo(data: bytes, *, missing: str | None = None) -> Written:
    """The photo and its small picture on disk. Raises RuleBroken at the field, in the words of `missing` for none."""
    photo = files.prepare_photo(data, "photo", **({"missing": missing} if missing else {}))
    small = files.prepare_thumbnail(photo)
    db.session.rollback()  # nothing is held while the files go to disk
    folder = current_app.config["SETTINGS"].files
    return files.write_file(photo, folder), files.write_file(small, folder)


def hang_scan(
    written: Written | None,
    patient: Patient,
    kind: PageKind,
    *,
    title: str,
    dated: date,
    by: Viewer,
    at: datetime,
) -> Hung:
    """Inside the change: the photo as a page of the person's file, or nothing without a photo."""
    if written is None:
        return Hung()
    page = add_page(
        patient, kind.part.value, written[0], title=title, dated=dated, by=by, at=at, kind=kind,
        thumbnail=written[1],
    )  # fmt: skip
    return Hung(page.file_id, page.public_id)
