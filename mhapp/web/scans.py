"""A photo of a paper that goes with a form, wanted or not: worked on before the change begins, hung in the file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import current_app
from wtforms import FileField

from mhapp import db
from mhapp.domain.file_page import PageKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Patient
from mhapp.services import files
from mhapp.services.file_pages import add_page
from mhapp.web.forms import Form

Written = tuple[files.WrittenFile, files.WrittenFile]
"""The photo and its small picture."""


class ScanForm(Form):
    """A form with room for a photo: taken now, or taken earlier."""

    photo = FileField("现在拍照", render_kw={"accept": "image/*", "capture": "environment"})
    picture = FileField("或者选已经拍好的", render_kw={"accept": "image/jpeg,image/png,image/webp"})

    def image(self) -> bytes:
        """The bytes of whichever was chosen; nothing when neither was."""
        chosen: Any = next((f.data for f in (self.photo, self.picture) if f.data), None)
        if chosen is None:
            return b""
        chosen.seek(0)
        return bytes(chosen.read())


def write_scan(form: ScanForm) -> Written | None:
    """The photo on disk, encrypted, without a row yet; None where none was chosen. Raises RuleBroken at the field."""
    data = form.image()
    if not data:
        return None
    photo = files.prepare_photo(data, "photo")
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
) -> int | None:
    """Inside the change: the photo as a page of the person's file; the stored file's id, None without a photo."""
    if written is None:
        return None
    page = add_page(
        patient, kind.part.value, written[0], title=title, dated=dated, by=by, at=at, kind=kind,
        thumbnail=written[1],
    )  # fmt: skip
    return page.file_id
