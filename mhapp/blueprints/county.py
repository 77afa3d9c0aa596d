"""The county office's home: levels by township, what the county owes, what is overdue."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from mhapp import clock
from mhapp.domain.permissions import Permission
from mhapp.domain.risk_level import UNGRADED, RiskLevel
from mhapp.queries.office_dues import overdue_dues, own_dues
from mhapp.queries.overviews import levels_by_township
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires
from mhapp.web.paging import asked_page

bp = Blueprint("county", __name__, url_prefix="/county")
CODES = (*RiskLevel, UNGRADED)


@bp.get("/")
@requires(Permission.COUNTY_HOME)
def home() -> Response:
    """The overview."""
    viewer, today = current_viewer(), clock.today()
    owed = own_dues(viewer, on=today, page=asked_page("owed"))
    overdue = overdue_dues(viewer, on=today, page=asked_page("overdue"))
    units = levels_by_township(viewer)
    journal.note("patient:list", count=len(owed.rows) + len(overdue.rows))
    return make_response(
        render_template(
            "county/home.html",
            units=units,
            totals={code: sum(unit.of(code) for unit in units) for code in CODES},
            widest=max([1, *(unit.barred for unit in units)]),
            owed=owed,
            overdue=overdue,
            today=today,
        )
    )
