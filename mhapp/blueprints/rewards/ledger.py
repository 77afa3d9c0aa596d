"""The ledger of rewards: who has an agreement in a period and where it stands, and the year in sums."""

from __future__ import annotations

from flask import Response, make_response, render_template, request, url_for

from mhapp import clock
from mhapp.blueprints.rewards import bp
from mhapp.domain.permissions import Permission
from mhapp.domain.reward import period_from_code, periods_until
from mhapp.queries.letters import villages_seen_by
from mhapp.queries.reward_sums import year_sums
from mhapp.queries.reward_terms import reward_terms_of
from mhapp.queries.rewards import reward_ledger
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires

PERIODS_SHOWN = 6


@bp.get("/rewards/")
@requires(Permission.REWARD_READ)
def index() -> Response:
    """One period's ledger; without `period` the last one that has ended."""
    viewer, today = current_viewer(), clock.today()
    terms = reward_terms_of(viewer.unit_path, today)
    periods = periods_until(today, terms.periods, PERIODS_SHOWN)
    period = period_from_code(request.args.get("period", ""), terms.periods) or periods[1]
    village = request.args.get("village", "")
    found = reward_ledger(
        viewer, period, village=village, page=request.args.get("page", 1, type=int), today=today
    )
    journal.note("reward:list", count=len(found.rows), detail=period.code)
    villages = villages_seen_by(viewer)
    page = render_template(
        "rewards/index.html",
        found=found,
        period=period,
        periods=periods,
        terms=terms,
        sums=year_sums(viewer, period.year, terms),
        village=village,
        villages=villages if len(villages) > 1 else [],
        url_of=lambda number: url_for(".index", period=period.code, village=village or None, page=number),
    )
    return make_response(page)
