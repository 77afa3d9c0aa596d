"""Assessing a lead, sending it for a diagnosis, and what was done for somebody far from home."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, make_response, render_template, url_for

from mhapp import clock
from mhapp.blueprints.leads import bp
from mhapp.blueprints.leads.forms import ArrangeForm, AssessForm, ToldForm
from mhapp.blueprints.leads.over import back_where_over
from mhapp.domain.lead import LeadAct, LeadState, check_act, check_open
from mhapp.domain.permissions import Permission
from mhapp.models import Lead
from mhapp.queries.lead_details import lead_details
from mhapp.services.lead_steps import arrange, assess, tell_of_wandering
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.edit_form import fingerprint
from mhapp.web.forms import Form
from mhapp.web.lead_records import lead_from_url


@bp.route("/<lead_id>/assess", methods=["GET", "POST"])
@requires(Permission.LEAD_ASSESS, load=lead_from_url)
@commits
def assessment(lead: Lead) -> Response:
    """表2: what came of going to see."""
    form = AssessForm(assessed_on=clock.today())

    def act() -> None:
        assess(lead, form.assessment(), by=current_viewer(), at=clock.now())

    def check() -> None:
        check_act(LeadAct.ASSESS, LeadState(lead.state))

    return _step(lead, form, act, "leads/assess.html", check)


@bp.route("/<lead_id>/arrange", methods=["GET", "POST"])
@requires(Permission.LEAD_ASSESS, load=lead_from_url)
@commits
def arrangement(lead: Lead) -> Response:
    """When and where a psychiatrist sees the person, and on whose word."""
    standing = {
        "arranged_on": lead.arranged_on,
        "hospital": lead.arranged_hospital,
        "ground": lead.arranged_ground,
        "rights_told": lead.rights_told or [],
        "rights_told_to": lead.rights_told_to or "",
        "rights_told_on": lead.rights_told_on,
    }
    form = ArrangeForm(**standing, stood=fingerprint(standing))

    def act() -> None:
        form.refuse_if_changed(standing)
        arrange(lead, form.arrangement(), by=current_viewer(), at=clock.now())

    def check() -> None:
        check_act(LeadAct.ARRANGE, LeadState(lead.state))

    return _step(lead, form, act, "leads/arrange.html", check)


@bp.route("/<lead_id>/wandering", methods=["GET", "POST"])
@requires(Permission.LEAD_REPORT, load=lead_from_url)
@commits
def wandering(lead: Lead) -> Response:
    """Help, rescue station, request to the native place and its answer, as they come in."""
    standing = {
        name: getattr(lead, name)
        for name in (
            "help_given", "rescue_station", "native_place", "native_asked_on", "native_answer", "native_answered_on",
        )
    }  # fmt: skip
    form = ToldForm(**standing, stood=fingerprint(standing))

    def act() -> None:
        form.refuse_if_changed(standing)
        tell_of_wandering(lead, form.wandering(), by=current_viewer(), at=clock.now())

    def check() -> None:
        check_open(LeadState(lead.state))

    return _step(lead, form, act, "leads/wandering.html", check)


def _step(
    lead: Lead, form: Form, act: Callable[[], object], template: str, check: Callable[[], None]
) -> Response:
    """One form about one lead: taken, or drawn again with what is to be mended; not drawn where its time is over."""
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate() and form.takes(act):
            return once.receipt(form, url_for(".show", lead_id=lead.public_id))
    elif (over := back_where_over(lead, check)) is not None:
        return over
    journal.note("lead:read", kind="lead", subject=lead.public_id)
    details = lead_details(current_viewer(), lead, on=clock.today())
    page = render_template(template, form=form, lead=details, today=clock.today())
    return make_response(page, 422 if form.errors else 200)
