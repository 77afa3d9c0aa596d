"""Households of a village's round: the quick entry of the phone, and the correction of one."""

from __future__ import annotations

from flask import Response, make_response, render_template, request, url_for

from mhapp import clock
from mhapp.blueprints.screenings import bp
from mhapp.blueprints.screenings.forms import HouseholdForm
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.domain.screening import HouseholdOutcome
from mhapp.models import HouseholdEntry, ScreeningRound
from mhapp.queries.coverages import coverage_of
from mhapp.queries.screenings import round_details, round_of
from mhapp.services.screenings import correct_household, enter_household
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.lead_records import entry_from_url, own_round_from_url


@bp.route("/<round_id>/households/new", methods=["GET", "POST"])
@requires(Permission.SCREENING_RECORD, load=own_round_from_url)
@commits
def new_household(found: ScreeningRound) -> Response:
    """One household after the other: saving leads to an empty form for the next, or on to the lead that was found."""
    form = HouseholdForm()
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate() and (entry := _entered(found, form)) is not None:
            return once.receipt(form, _after(found, entry))
    return make_response(
        render_template(
            "screenings/household.html",
            form=form,
            round=round_details(found),
            coverage=coverage_of(found),
            saved="saved" in request.args and not form.is_submitted(),
            action=url_for(".new_household", round_id=found.public_id),
            correcting=False,
        ),
        422 if form.errors else 200,
    )


@bp.route("/households/<entry_id>/correct", methods=["GET", "POST"])
@requires(Permission.SCREENING_RECORD, load=entry_from_url)
@commits
def correct(entry: HouseholdEntry) -> Response:
    """Put a corrected entry in the place of this one."""
    found = round_of(entry)
    form = HouseholdForm(label=entry.label, persons=entry.persons, seen=entry.seen, outcome=entry.outcome)
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate() and _corrected(entry, form):
            return once.receipt(form, url_for(".show", round_id=found.public_id))
    journal.note("screening:list", kind="screening_round", subject=found.public_id, count=1)
    return make_response(
        render_template(
            "screenings/household.html",
            form=form,
            round=round_details(found),
            coverage=coverage_of(found),
            saved=False,
            action=url_for(".correct", entry_id=entry.public_id),
            correcting=True,
        ),
        422 if form.errors else 200,
    )


def _after(found: ScreeningRound, entry: HouseholdEntry) -> str:
    if entry.outcome == HouseholdOutcome.LEAD.value:
        return url_for("leads.new", household=entry.public_id)
    return url_for(".new_household", round_id=found.public_id, saved=1)


def _entered(found: ScreeningRound, form: HouseholdForm) -> HouseholdEntry | None:
    try:
        return enter_household(found, form.household(), by=current_viewer(), at=clock.now())
    except RuleBroken as error:
        form.blame(error)
        return None


def _corrected(entry: HouseholdEntry, form: HouseholdForm) -> bool:
    try:
        correct_household(entry, form.household(), by=current_viewer(), at=clock.now())
    except RuleBroken as error:
        form.blame(error)
        return False
    return True
