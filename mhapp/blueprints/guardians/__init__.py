"""Guardians of a person, and the township's designations of one."""

from flask import Blueprint

bp = Blueprint("guardians", __name__)

from mhapp.blueprints.guardians import cases, outcomes, people  # noqa: E402, F401  routes
