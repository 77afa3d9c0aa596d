"""Recording what the psychiatrist found: a patient with the certificate in part 3 of the file, or an ended lead."""

from __future__ import annotations

from flask import Response, abort, make_response, render_template, url_for

from mhapp import clock, db
from mhapp.blueprints.leads import bp
from mhapp.blueprints.leads.diagnosis_form import DiagnosisForm
from mhapp.blueprints.leads.forms import day_of
from mhapp.blueprints.leads.over import back_where_over
from mhapp.domain.file_page import PageKind
from mhapp.domain.lead import LeadAct, LeadState, check_act
from mhapp.domain.permissions import Permission
from mhapp.domain.registration import UNKNOWN_SEX
from mhapp.models import Lead, Unit
from mhapp.queries.lead_details import lead_details
from mhapp.queries.lead_places import place_by_id
from mhapp.queries.patients import villages_below
from mhapp.services.file_pages import add_page
from mhapp.services.lead_steps import confirm, reject
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires
from mhapp.web.lead_records import lead_from_url
from mhapp.web.person_links import person_url
from mhapp.web.scans import Written, send_with_photo, write_photo


@bp.route("/<lead_id>/diagnosis", methods=["GET", "POST"])
@requires(Permission.LEAD_DIAGNOSE, load=lead_from_url)
def diagnosis(lead: Lead) -> Response:
    """Record the diagnosis. The photo is worked on before the change begins, so that nobody waits."""
    form, lead_id = _form(lead), lead.public_id
    if not form.is_submitted() and (over := back_where_over(lead, lambda: _check_open(lead))) is not None:
        return over
    sent = send_with_photo(
        form,
        write=lambda: _written(form),
        load=lambda: lead_from_url(current_viewer(), lead_id),
        change=lambda now, written: _recorded(now, form, written),
    )
    return sent or _page(lead_id, form)


def _check_open(lead: Lead) -> None:
    check_act(LeadAct.CONFIRM, LeadState(lead.state))


def _page(lead_id: str, form: DiagnosisForm) -> Response:
    lead = lead_from_url(current_viewer(), lead_id)
    if lead is None:
        abort(404)
    journal.note("lead:read", kind="lead", subject=lead_id)
    page = render_template(
        "leads/diagnosis.html",
        form=form,
        lead=lead_details(current_viewer(), lead, on=clock.today()),
        today=clock.today(),
    )
    return make_response(page, 422 if form.errors else 200)


def _form(lead: Lead) -> DiagnosisForm:
    place = db.session.get_one(Unit, lead.unit_id)
    villages = villages_below(current_viewer())
    form = DiagnosisForm(
        hospital=lead.arranged_hospital,
        name=lead.name,
        sex=lead.sex if lead.sex != UNKNOWN_SEX else None,
        birth_date=lead.birth_date,
        address=lead.address,
        village=place.public_id,
    )
    form.village.choices = [("", "请选择"), *villages]
    return form


def _written(form: DiagnosisForm) -> Written | None:
    """The certificate and its small picture on disk; None where nothing was diagnosed and no paper is kept."""
    return write_photo(form.image(), missing="请拍下诊断证明或者发病报告卡") if form.confirmed else None


def _recorded(lead: Lead, form: DiagnosisForm, written: Written | None) -> str:
    by, at = current_viewer(), clock.now()
    if written is None:
        reject(lead, form.psychiatrist(), by=by, at=at)
        return url_for(".show", lead_id=lead.public_id)
    village = place_by_id(by, form.village.data)
    patient = confirm(
        lead, form.psychiatrist(), form.person(lead, clock.today()), village=village, by=by, at=at
    )
    add_page(
        patient, PageKind.CERTIFICATE.part, written[0], title="", dated=day_of(form.diagnosed_on), by=by, at=at,
        kind=PageKind.CERTIFICATE, thumbnail=written[1],
    )  # fmt: skip
    return person_url(by, patient.public_id)
