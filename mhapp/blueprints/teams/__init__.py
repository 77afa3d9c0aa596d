"""Who is responsible: the lists of people with their duty phones, a village's cadres, and one person's."""

from flask import Blueprint

bp = Blueprint("teams", __name__)

from mhapp.blueprints.teams import cadres, lists, responsible  # noqa: E402, F401  routes
