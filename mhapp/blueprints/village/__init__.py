"""The village cadre's pages: today, the village's people, a person, the visit form and its receipt."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("village", __name__, url_prefix="/village")

from mhapp.blueprints.village import (  # noqa: E402  they hang their pages on bp
    people,  # noqa: F401
    today,  # noqa: F401
    visit_corrections,  # noqa: F401
    visits,  # noqa: F401
)
