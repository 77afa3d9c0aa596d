"""Files as answers: always an attachment, under a name that says nothing about anybody."""

from __future__ import annotations

from flask import Response, make_response

from mhapp.services.files import MIME_TYPES

_SUFFIXES = {"jpeg": "jpg", "png": "png", "pdf": "pdf", "xlsx": "xlsx"}


def as_download(data: bytes, kind: str, name: str) -> Response:
    """The bytes of a file of one of our kinds."""
    response = make_response(data)
    response.mimetype = MIME_TYPES[kind]
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{_SUFFIXES[kind]}"'
    return response
