"""The county office's home: levels by township, what the county owes, what is overdue."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, make_response, render_template

from mhapp import clock
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.permissions import Permission
from mhapp.domain.risk_level import UNGRADED, RiskLevel
from mhapp.queries.office_dues import dues_in_scope
from mhapp.queries.overviews import levels_by_township
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires

bp = Blueprint("county", __name__, url_prefix="/county")
CODES = (*RiskLevel, UNGRADED)


@bp.get("/")
@requires(Permission.COUNTY_HOME)
def home() -> Response:
    """The overview."""
    viewer, today = current_viewer(), clock.today()
    owed = dues_in_scope(viewer, frozenset(DueKind), on=today, owed_by=viewer.role)
    overdue = dues_in_scope(viewer, frozenset(DueKind), on=today, until=today - timedelta(days=1))
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
