"""Reporting a lead: on the cadre's phone, at a desk, or on from a household of a screening round."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template, request, url_for

from mhapp import clock
from mhapp.blueprints.leads import bp
from mhapp.blueprints.leads.forms import ReportForm
from mhapp.domain.errors import RuleBroken
from mhapp.domain.lead import LeadSource
from mhapp.domain.lead_report import check_report
from mhapp.domain.permissions import Permission
from mhapp.domain.roles import Role
from mhapp.models import HouseholdEntry
from mhapp.queries.duplicates import RegisteredElsewhere
from mhapp.queries.lead_places import place_by_id, places_for
from mhapp.queries.screenings import entry_waiting_for_lead
from mhapp.services.leads import report_lead
from mhapp.services.screenings import link_lead
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.duplicates import look_for_duplicates, look_for_leads

USUAL_SOURCE = {
    Role.VILLAGE_CADRE: LeadSource.CADRE,
    Role.POLICE_OFFICER: LeadSource.POLICE,
    Role.CLINIC_DOCTOR: LeadSource.HOSPITAL,
}


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.LEAD_REPORT)
@commits
def new() -> Response:
    """Report a lead. `household` in the address names the entry of a round it was found in."""
    entry = entry_waiting_for_lead(current_viewer(), request.args.get("household", ""))
    form = _form(entry)
    known: list[tuple[str, RegisteredElsewhere]] = []
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate():
            known = [] if form.known_already.data else _known(form)
            if not known and (stored := _stored(form, entry)) is not None:
                return stored
    return _page(form, entry, known)


def _page(
    form: ReportForm, entry: HouseholdEntry | None, known: list[tuple[str, RegisteredElsewhere]]
) -> Response:
    if known:
        form.known_already.errors = ["全区县已有同一个人的记录，请先联系；仍要上报的请勾选"]
    if entry is not None:
        journal.note("screening:list", count=1)
    return make_response(
        render_template(
            "leads/new.html",
            form=form,
            entry=entry,
            known=known,
            places=len(form.unit.choices),
            today=clock.today(),
        ),
        422 if form.errors else 200,
    )


def _form(entry: HouseholdEntry | None) -> ReportForm:
    viewer = current_viewer()
    source = LeadSource.SCREENING if entry else USUAL_SOURCE.get(viewer.role, LeadSource.OFFICE)
    places = places_for(viewer)
    form = ReportForm(
        source=source.value,
        found_on=clock.today(),
        address=entry.label if entry else None,
        unit=places[0][0] if len(places) == 1 else None,
    )
    form.unit.choices = places if len(places) == 1 else [("", "请选择"), *places]
    return form


def _known(form: ReportForm) -> list[tuple[str, RegisteredElsewhere]]:
    """Where such a person is known in the county, as a patient or by another lead; units and numbers only."""
    try:
        report = check_report(form.report(), today=clock.today())
    except RuleBroken:
        return []  # said when it is to be stored
    if not (report.identity_number or (report.name and report.birth_date)):
        return []
    asked: dict[str, Any] = {
        name: getattr(report, name) for name in ("identity_number", "name", "birth_date")
    }
    patients = [("已登记在册", place) for place in look_for_duplicates(**asked)]
    return patients + [("已有线索在办", place) for place in look_for_leads(**asked)]


def _stored(form: ReportForm, entry: HouseholdEntry | None) -> Response | None:
    by, at = current_viewer(), clock.now()
    try:
        unit = place_by_id(by, form.unit.data)
        lead = report_lead(form.report(), unit=unit, by=by, at=at)
        if entry is not None:
            link_lead(entry, lead)
    except RuleBroken as error:
        form.blame(error)
        return None
    return once.receipt(form, url_for(".show", lead_id=lead.public_id))
