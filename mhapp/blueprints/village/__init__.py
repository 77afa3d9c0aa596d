"""The village cadre's pages: today, the village's people, a person, the visit form and its receipt."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("village", __name__, url_prefix="/village")

from mhapp.blueprints.village import people, today  # noqa: E402, F401  they hang their pages on bp
