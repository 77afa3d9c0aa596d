"""Moves: to another village, across the county's border, the inbox of who takes people over, the handover paper."""

from flask import Blueprint

bp = Blueprint("moves", __name__)

from mhapp.blueprints.moves import answers, of_person, papers  # noqa: E402, F401  routes
