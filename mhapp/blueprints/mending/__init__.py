"""Putting right what was entered wrongly: two records of one person, a visit, a decision."""

from flask import Blueprint

bp = Blueprint("mending", __name__)

from mhapp.blueprints.mending import decisions, merges, visits  # noqa: E402, F401  routes
