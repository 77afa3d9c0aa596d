"""Registering people: the form's sections, consent, a new person, and levels that came on paper."""

from flask import Blueprint

bp = Blueprint("registrations", __name__, url_prefix="/patients")

from mhapp.blueprints.registrations import (  # noqa: E402, F401
    consents,
    follow_ups,
    newcomers,
    paper_decisions,
    sections,
)
