"""A person's file: its pages, its timeline, who has read it, and the whole of it on paper."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("files", __name__, url_prefix="/patients/<patient_id>")

from mhapp.blueprints.files import (  # noqa: E402  they hang their pages on bp
    pages,  # noqa: F401
    readers,  # noqa: F401
    timeline,  # noqa: F401
    whole,  # noqa: F401
)
