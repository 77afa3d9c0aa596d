"""以奖代补: ledger, a period judged and confirmed, rosters, payments. Civil affairs pay; nobody else sees accounts."""

from flask import Blueprint

bp = Blueprint("rewards", __name__)

from mhapp.blueprints.rewards import assessments, ledger, payments, people, rosters, terms  # noqa: E402, F401  routes
