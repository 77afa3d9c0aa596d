"""The offices' people list and a person's page: exactly the fields domain §12 gives each role."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from mhapp import clock
from mhapp.domain.disclosure import discloses
from mhapp.domain.permissions import Permission, can
from mhapp.domain.viewer import Viewer
from mhapp.models import Patient
from mhapp.queries.file_parts import parts_of
from mhapp.queries.patient_pages import person_page
from mhapp.queries.patients import Wanted
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.htmx import go_to
from mhapp.web.part_links import mender
from mhapp.web.people_search import SearchForm, address_of, kept, list_context, search_form
from mhapp.web.person_links import person_url
from mhapp.web.records import patient_from_url, person_or_merged_from_url

bp = Blueprint("patients", __name__, url_prefix="/patients")
UNMASKED = ("identity_number", "phone", "guardian_phone")
"""What may be asked for whole, one at a time."""


@bp.get("/")
@requires(Permission.PATIENT_LIST)
def index() -> Response:
    """The list; `s` names the viewer's own search, `page` counts from 1."""
    viewer = current_viewer()
    wanted = kept(viewer)
    return _list(viewer, search_form(viewer, wanted), wanted)


@bp.post("/search")
@requires(Permission.PATIENT_LIST)
@commits
def search() -> Response:
    """Keep what is looked for as the viewer's own row and show the list by its opaque name."""
    viewer = current_viewer()
    form = search_form(viewer, Wanted())
    if not form.validate_on_submit():
        return make_response(_list(viewer, form, Wanted()), 422)
    return go_to(address_of(".index", form, viewer))


def _list(viewer: Viewer, form: SearchForm, wanted: Wanted) -> Response:
    return make_response(
        render_template("patients/index.html", form=form, **list_context(viewer, wanted, ".index"))
    )


@bp.get("/<patient_id>")
@requires(Permission.FILE_READ, load=person_or_merged_from_url)
def show(patient: Patient) -> Response:
    """A person's page; that it was read is kept. The village has its own page; a merged record leads to the other."""
    viewer = current_viewer()
    elsewhere = request.path != url_for(".show", patient_id=patient.public_id)
    if elsewhere or not can(viewer, Permission.PATIENT_READ):
        return go_to(person_url(viewer, patient.public_id))
    return _show(patient, unmasked="")


@bp.post("/<patient_id>/unmask")
@requires(Permission.PATIENT_UNMASK, load=patient_from_url)
def unmask(patient: Patient) -> Response:
    """The same page with one number whole; that it was asked for is kept."""
    what = request.form.get("what", "")
    kind, field = ("guardian", "phone") if what == "guardian_phone" else ("patient", what)
    if what not in UNMASKED:
        abort(400)
    if not discloses(current_viewer().role, kind, field):
        journal.note("access:refused", kind="patient", subject=patient.public_id, detail=what)
        abort(403)
    journal.note("patient:unmask", kind="patient", subject=patient.public_id, detail=what)
    return _show(patient, unmasked=what)


def _show(patient: Patient, *, unmasked: str) -> Response:
    viewer = current_viewer()
    journal.note("patient:read", kind="patient", subject=patient.public_id)
    on = clock.today()
    page = person_page(viewer, patient, on=on)
    return make_response(
        render_template(
            "patients/show.html",
            page=page,
            person=page.patient,
            history=page.history,
            file_parts=parts_of(viewer, patient, on),
            mend_url=mender(viewer, page),
            unmasked=unmasked,
            unmask_url=url_for(".unmask", patient_id=patient.public_id),
            today=on,
        )
    )
