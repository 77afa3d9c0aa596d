"""The list of leads and the page of one, with its numbers half hidden until asked for."""

from __future__ import annotations

from flask import Response, abort, make_response, render_template, request, url_for

from mhapp import clock
from mhapp.blueprints.leads import bp
from mhapp.domain.errors import RuleBroken
from mhapp.domain.lead import LeadAct, LeadState, may
from mhapp.domain.permissions import Permission, can
from mhapp.models import Lead
from mhapp.queries.lead_details import lead_details
from mhapp.queries.leads import lead_page
from mhapp.services.lead_steps import acknowledge
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.forms import Form
from mhapp.web.lead_records import lead_from_url
from mhapp.web.person_links import person_url

UNMASKED = frozenset({"identity_number", "phone"})


@bp.get("/")
@requires(Permission.LEAD_READ)
def index() -> Response:
    """The leads of the viewer's scope; `show` is one of queries.leads.SHOWN_STATES, `page` counts from 1."""
    viewer = current_viewer()
    found = lead_page(
        viewer,
        request.args.get("show", "open"),
        page=request.args.get("page", 1, type=int),
        on=clock.today(),
    )
    journal.note("lead:list", count=len(found.rows))
    return make_response(
        render_template(
            "leads/index.html",
            found=found,
            url_of=lambda page: url_for(".index", show=found.shown, page=page),
        )
    )


@bp.get("/<lead_id>")
@requires(Permission.LEAD_READ, load=lead_from_url)
def show(lead: Lead) -> Response:
    """One lead; that it was read is kept."""
    return _show(lead, Form(formdata=None))


@bp.post("/<lead_id>/unmask")
@requires(Permission.LEAD_READ, load=lead_from_url)
def unmask(lead: Lead) -> Response:
    """The same page with one number whole; that it was asked for is kept."""
    what = request.form.get("what", "")
    if what not in UNMASKED:
        abort(400)
    journal.note("lead:unmask", kind="lead", subject=lead.public_id, detail=what)
    return _show(lead, Form(formdata=None), unmasked=what)


@bp.post("/<lead_id>/acknowledge")
@requires(Permission.LEAD_ACKNOWLEDGE, load=lead_from_url)
@commits
def acknowledged(lead: Lead) -> Response:
    """The viewer's office has read it."""
    form = Form()
    if (again := once.claim(form)) is not None:
        return again
    if form.validate():
        try:
            acknowledge(lead, by=current_viewer(), at=clock.now())
            return once.receipt(form, url_for(".show", lead_id=lead.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _show(lead, form)


def _show(lead: Lead, form: Form, *, unmasked: str = "") -> Response:
    viewer, today = current_viewer(), clock.today()
    journal.note("lead:read", kind="lead", subject=lead.public_id)
    details = lead_details(viewer, lead, on=today)
    state = LeadState(lead.state)
    return make_response(
        render_template(
            "leads/show.html",
            lead=details,
            assesses=can(viewer, Permission.LEAD_ASSESS) and may(LeadAct.ASSESS, state),
            arranges=can(viewer, Permission.LEAD_ASSESS) and may(LeadAct.ARRANGE, state),
            diagnoses=can(viewer, Permission.LEAD_DIAGNOSE) and may(LeadAct.CONFIRM, state),
            own=lead.reported_by_id == viewer.account_id and clock.beijing_date(lead.reported_at) == today,
            form=form,
            person_url=person_url(viewer, details.patient_id) if details.patient_id else "",
            unmasked=unmasked,
            unmask_url=url_for(".unmask", lead_id=lead.public_id),
        ),
        422 if form.errors else 200,
    )
