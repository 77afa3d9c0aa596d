"""The ledger of rewards: who has an agreement in a period and where it stands, and the year in sums."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from sqlalchemy import select

from mhapp import clock, db
from mhapp.blueprints.rewards import bp
from mhapp.blueprints.rewards.records import owed_from_url
from mhapp.domain.permissions import Permission, can
from mhapp.domain.reward_period import period_from_code, periods_until
from mhapp.models import Letter, RewardAssessment, RewardPeriod
from mhapp.queries.letters import villages_seen_by
from mhapp.queries.reward_sums import year_sums
from mhapp.queries.reward_terms import periods_in_use, reward_terms_of, terms_editions
from mhapp.queries.rewards import reward_ledger
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires
from mhapp.web.paging import asked_page

PERIODS_SHOWN = 6


@bp.get("/rewards/")
@requires(Permission.REWARD_READ)
def index() -> Response:
    """One period's ledger; without `period` the last one that has ended."""
    viewer, today = current_viewer(), clock.today()
    terms = reward_terms_of(viewer.unit_path, today)
    periods = periods_in_use(terms_editions(viewer.unit_path), today, PERIODS_SHOWN)
    period = period_from_code(request.args.get("period", "")) or periods_until(today, terms.periods, 2)[1]
    village = request.args.get("village", "")
    found = reward_ledger(viewer, period, village=village, page=asked_page(), today=today)
    journal.note("reward:list", count=len(found.rows), detail=period.code)
    villages = villages_seen_by(viewer)
    page = render_template(
        "rewards/index.html",
        found=found,
        period=period,
        periods=periods,
        terms=terms,
        sums=year_sums(viewer, period.year, period.periods),
        village=village,
        villages=villages if len(villages) > 1 else [],
        url_of=lambda number: url_for(".index", period=period.code, village=village or None, page=number),
    )
    return make_response(page)


@bp.get("/rewards/owed/<owed_id>")
@requires(Permission.REWARD_READ, load=owed_from_url)
def owed(found: tuple[Letter, RewardPeriod]) -> Response:
    """Where a due leads: to the judgement that stands, or to the page where the period is judged."""
    letter, row = found
    judged = db.session.scalar(
        select(RewardAssessment.public_id).where(
            RewardAssessment.letter_id == letter.id,
            RewardAssessment.period == row.period,
            RewardAssessment.withdrawn_at.is_(None),
        )
    )
    if judged is not None:
        return make_response(redirect(url_for(".assessment", assessment_id=judged)))
    if not can(current_viewer(), Permission.REWARD_PAY):
        return make_response(redirect(url_for(".index", period=row.period)))
    return make_response(redirect(url_for(".assess", letter_id=letter.public_id, period=row.period)))
