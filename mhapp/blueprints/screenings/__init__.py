"""Screening rounds: begun, filled house by house on the phone, closed with their coverage, printed as a ledger."""

from flask import Blueprint

bp = Blueprint("screenings", __name__, url_prefix="/screenings")

from mhapp.blueprints.screenings import households, rounds  # noqa: E402, F401  routes
