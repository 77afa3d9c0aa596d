"""People registered here who live elsewhere (双列管): what the place of registration needs, and nothing to act on."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from mhapp import clock
from mhapp.domain.disclosure import Relation, discloses
from mhapp.domain.permissions import Permission
from mhapp.models import Patient
from mhapp.queries.registered_here import registered_here, registered_page
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires
from mhapp.web.paging import asked_page
from mhapp.web.records import registered_from_url

bp = Blueprint("registered_here", __name__, url_prefix="/patients/registered-here")
UNMASKED = {
    "identity_number": ("patient", "identity_number"),
    "phone": ("patient", "phone"),
    "guardian_phone": ("guardian", "phone"),
}
"""What may be asked for whole, with its record and field."""


@bp.get("")
@requires(Permission.PATIENT_REGISTERED_HERE)
def index() -> Response:
    """The list, page by page."""
    found = registered_here(current_viewer(), page=asked_page(), on=clock.today())
    journal.note("patient:list", count=len(found.rows), detail="registered_here")
    return make_response(render_template("patients/registered_here.html", found=found))


@bp.get("/<patient_id>")
@requires(Permission.PATIENT_REGISTERED_HERE, load=registered_from_url)
def show(patient: Patient) -> Response:
    """One person: who they are, who looks after them, and who manages them."""
    return _show(patient, unmasked="")


@bp.post("/<patient_id>/unmask")
@requires(Permission.PATIENT_REGISTERED_HERE, load=registered_from_url)
def unmask(patient: Patient) -> Response:
    """The same page with one number whole; that it was asked for is kept."""
    what = request.form.get("what", "")
    if what not in UNMASKED:
        abort(400)
    if not discloses(current_viewer().role, *UNMASKED[what], Relation.REGISTRATION):
        journal.note("access:refused", kind="patient", subject=patient.public_id, detail=what)
        abort(403)
    journal.note("patient:unmask", kind="patient", subject=patient.public_id, detail=what)
    return _show(patient, unmasked=what)


def _show(patient: Patient, *, unmasked: str) -> Response:
    page = registered_page(current_viewer(), patient, on=clock.today())
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="registered_here")
    return make_response(
        render_template(
            "patients/registered_person.html",
            page=page,
            person=page.patient,
            unmasked=unmasked,
            unmask_url=url_for(".unmask", patient_id=patient.public_id),
        )
    )
