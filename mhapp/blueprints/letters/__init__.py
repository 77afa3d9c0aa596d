"""Letters: a person's, one on paper, one signed; the ledger. Cadres and civil affairs act, deciders read."""

from flask import Blueprint

bp = Blueprint("letters", __name__, url_prefix="/letters")

from mhapp.blueprints.letters import issuing, ledger, one, signing  # noqa: E402, F401  routes
