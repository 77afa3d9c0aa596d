"""What waits: for the office to decide, for the county to file, for the care team to answer or review."""

from __future__ import annotations

from flask import Response, make_response, render_template

from mhapp import clock
from mhapp.blueprints.level_changes import bp
from mhapp.domain.permissions import Permission
from mhapp.queries import level_changes
from mhapp.queries.level_agenda import two_falls_agenda
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires
from mhapp.web.paging import asked_page


@bp.get("/")
@requires(Permission.LEVEL_CHANGE_READ)
def inbox() -> Response:
    """The lists."""
    today = clock.today()
    pages = {name: asked_page(name) for name in level_changes.LISTS}
    waiting = level_changes.inbox(current_viewer(), on=today, pages=pages)
    groups = (waiting.mine, waiting.elsewhere, waiting.filings, waiting.unanswered, waiting.reviews)
    journal.note("level_change:list", count=sum(len(group.rows) for group in groups))
    return make_response(render_template("level_changes/inbox.html", inbox=waiting, today=today))


@bp.get("/agenda")
@requires(Permission.LEVEL_CHANGE_READ)
def agenda() -> Response:
    """Who may be proposed for a step down after two falls: for the next meeting (R9)."""
    people = two_falls_agenda(current_viewer(), on=clock.today())
    journal.note("level_change:agenda", count=len(people))
    return make_response(render_template("level_changes/agenda.html", people=people))
