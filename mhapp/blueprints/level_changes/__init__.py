"""Level changes: what the care team proposes, two offices decide and the county files. One noun, several roles."""

from flask import Blueprint

bp = Blueprint("level_changes", __name__, url_prefix="/level-changes")

from mhapp.blueprints.level_changes import (  # noqa: E402
    cases,  # noqa: F401
    filings,  # noqa: F401
    inbox,  # noqa: F401
    links,  # noqa: F401
    paper_steps,  # noqa: F401
    proposals,  # noqa: F401
    words,  # noqa: F401
)
