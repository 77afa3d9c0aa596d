"""The police station's home: people of its township by level, and those rated 3 or more."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from mhapp import clock
from mhapp.domain.permissions import Permission
from mhapp.queries.office_dues import own_dues
from mhapp.queries.overviews import highly_rated, level_counts
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires
from mhapp.web.paging import asked_page

bp = Blueprint("police", __name__, url_prefix="/police")


@bp.get("/")
@requires(Permission.POLICE_HOME)
def home() -> Response:
    """What the police owe, levels in numbers, people rated 3 or more."""
    viewer, today = current_viewer(), clock.today()
    owed = own_dues(viewer, on=today, page=asked_page("owed"))
    high = highly_rated(viewer, page=asked_page("high"))
    journal.note("patient:list", count=len(owed.rows) + len(high.rows))
    return make_response(
        render_template("police/home.html", owed=owed, high=high, counts=level_counts(viewer), today=today)
    )
