"""Rounds: the list, one of them, beginning, closing, and the ledger on paper."""

from __future__ import annotations

from flask import Response, make_response, render_template, url_for

from mhapp import clock
from mhapp.blueprints.screenings import bp
from mhapp.blueprints.screenings.forms import CloseForm, OpenForm
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission, can
from mhapp.domain.screening import Coverage, Span
from mhapp.models import ScreeningRound
from mhapp.queries.coverages import coverage_of
from mhapp.queries.paging import page_of
from mhapp.queries.screenings import (
    HouseholdRow,
    households_of,
    round_details,
    round_rows,
    village_rows,
)
from mhapp.services.screenings import close_round, open_round
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.lead_records import own_round_from_url, round_from_url
from mhapp.web.paging import asked_page

NOTHING_YET = Coverage(0, 0, 0, 0)
HOUSEHOLDS_ON_A_PAGE = 50


@bp.get("/")
@requires(Permission.SCREENING_READ)
def index() -> str:
    """The rounds of the viewer's own unit; for a county its townships'."""
    return render_template("screenings/index.html", rounds=round_rows(current_viewer(), page=asked_page()))


@bp.get("/<round_id>")
@requires(Permission.SCREENING_READ, load=round_from_url)
def show(found: ScreeningRound) -> Response:
    """One round with its coverage; for who keeps rounds also its households, or its villages."""
    return _show(found, OpenForm(area=found.area, households=found.households, persons=found.persons))


@bp.post("/<round_id>/open")
@requires(Permission.SCREENING_KEEP, load=own_round_from_url)
@commits
def begin(found: ScreeningRound) -> Response:
    """Begin a round, or set its numbers again."""
    form = OpenForm()
    if (answered := once.claim(form)) is not None:
        return answered
    if form.validate():
        try:
            area, households, persons = form.numbers()
            open_round(
                found, area=area, households=households, persons=persons, by=current_viewer(), at=clock.now()
            )
            return once.receipt(form, url_for(".show", round_id=found.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _show(found, form)


@bp.route("/<round_id>/close", methods=["GET", "POST"])
@requires(Permission.SCREENING_KEEP, load=own_round_from_url)
@commits
def close(found: ScreeningRound) -> Response:
    """Close a round with what it reached."""
    form = CloseForm()
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate() and _closed(found, form):
            return once.receipt(form, url_for(".show", round_id=found.public_id))
    page = render_template("screenings/close.html", form=form, round=round_details(found))
    return make_response(page, 422 if form.errors else 200)


def _closed(found: ScreeningRound, form: CloseForm) -> bool:
    try:
        close_round(
            found, coverage_of(found) or NOTHING_YET, remark=form.remark.data or "", by=current_viewer(),
            at=clock.now(),
        )  # fmt: skip
    except RuleBroken as error:
        form.blame(error)
        return False
    return True


@bp.get("/<round_id>/ledger")
@requires(Permission.SCREENING_KEEP, load=round_from_url)
def ledger(found: ScreeningRound) -> Response:
    """The ledger as the browser prints it: every household of a village, every village of a township."""
    households = _households(found)
    journal.note("screening:print", kind="screening_round", subject=found.public_id, count=len(households))
    return make_response(
        render_template(
            "screenings/ledger.html",
            round=round_details(found),
            households=households,
            villages=village_rows(found) if found.span == Span.HALF_YEAR else [],
            printed_at=clock.now(),
        )
    )


def _show(found: ScreeningRound, form: OpenForm) -> Response:
    viewer = current_viewer()
    households = _households(found) if can(viewer, Permission.SCREENING_KEEP) else []
    if households:
        journal.note("screening:list", kind="screening_round", subject=found.public_id, count=len(households))
    return make_response(
        render_template(
            "screenings/show.html",
            form=form,
            round=round_details(found),
            households=page_of(households[::-1], page=asked_page("entries"), size=HOUSEHOLDS_ON_A_PAGE),
            villages=village_rows(found) if found.span == Span.HALF_YEAR else [],
            own=can(viewer, Permission.SCREENING_KEEP) and found.unit_id == viewer.unit_id,
            today=clock.today(),
        ),
        422 if form.errors else 200,
    )


def _households(found: ScreeningRound) -> list[HouseholdRow]:
    return households_of(current_viewer(), found) if found.span == Span.QUARTER else []
