"""Static files under a name that changes with their content, so that browsers may keep them for good."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request, send_from_directory, url_for

from mhapp.web.access import public

STATIC = Path(__file__).resolve().parent.parent / "static"
PACKED = (".css", ".js", ".svg")


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


@cache
def static_url(name: str) -> str:
    """The address of a static file, its content's hash in it. Built once: a list asks for it a hundred times."""
    return url_for("static", digest=_digest(name), filename=name)


@cache
def _packed(name: str) -> bytes:
    return gzip.compress((STATIC / name).read_bytes(), compresslevel=9, mtime=0)


@public
def serve(digest: str, filename: str) -> Response:
    """A static file; the digest only makes the address new when the content is. Packed once, as small as it gets."""
    plain = send_from_directory(STATIC, filename)
    if (
        not request.accept_encodings.quality("gzip")
        or not filename.endswith(PACKED)
        or plain.status_code != 200
    ):
        return plain
    plain.close()
    response = Response(_packed(filename), mimetype=plain.mimetype)
    response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    return response


def init_app(app: Flask) -> None:
    """Replace Flask's own static route, which knows no hash."""
    app.add_url_rule("/static/<digest>/<path:filename>", "static", serve)
    app.jinja_env.globals["static_url"] = static_url
