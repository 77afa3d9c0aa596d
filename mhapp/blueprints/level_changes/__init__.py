"""Level changes: what the care team proposes, two offices decide and the county files. One noun, several roles."""

from flask import Blueprint

bp = Blueprint("level_changes", __name__, url_prefix="/level-changes")

from mhapp.blueprints.level_changes import cases, filings, inbox, links, proposals, words  # noqa: E402, F401  routes
