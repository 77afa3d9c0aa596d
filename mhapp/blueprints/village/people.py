"""The village's people and one person's page."""

from __future__ import annotations

from flask import Response, abort, make_response, render_template, request, url_for
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from mhapp import clock
from mhapp.blueprints.village import bp
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.permissions import Permission
from mhapp.models import Patient
from mhapp.queries.file_parts import parts_of
from mhapp.queries.patient_pages import person_page
from mhapp.queries.patients import PeoplePage, Wanted, people_page
from mhapp.queries.searches import search_of
from mhapp.services.searches import keep_search
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.forms import Form
from mhapp.web.htmx import go_to
from mhapp.web.part_links import mender
from mhapp.web.records import patient_from_url

LIST_NAME = "village.patients"
UNMASKED = frozenset({"identity_number", "phone", "guardian_phone"})


class SearchForm(Form):
    """What the village's people are searched for; kept as the cadre's own row, never in an address."""

    text = StringField(
        "姓名或手机号",
        [
            DataRequired("请填写要找的姓名或手机号"),
            Length(max=40, message="要找的姓名或手机号请缩短到40个字以内"),
        ],
        filters=[lambda text: (text or "").strip()],
        render_kw={"autocomplete": "off", "enterkeyhint": "search"},
    )


@bp.get("/patients")
@requires(Permission.VILLAGE_HOME)
def patients() -> Response:
    """The people of the village, fifty a page, or those a kept search finds."""
    viewer = current_viewer()
    search_id = request.args.get("s", "")
    kept = search_of(viewer, LIST_NAME, search_id, at=clock.now()) if search_id else None
    text = (kept or {}).get("text", "")
    page = people_page(
        viewer, Wanted(text=text), page=request.args.get("page", 1, type=int), on=clock.today()
    )
    journal.note("patient:search" if text else "patient:list", count=page.total, detail="village")
    form = SearchForm(formdata=None, text=text)
    return _list_page(form, page, search_id if kept else "")


@bp.post("/patients")
@requires(Permission.VILLAGE_HOME)
@commits
def search_patients() -> Response:
    """Keep the search and show what it finds."""
    viewer, form = current_viewer(), SearchForm()
    if form.validate_on_submit():
        kept = keep_search(LIST_NAME, {"text": form.text.data}, by=viewer, at=clock.now())
        return go_to(url_for(".patients", s=kept))
    page = people_page(viewer, Wanted(), page=1, on=clock.today())
    journal.note("patient:list", count=page.total, detail="village")
    return _list_page(form, page, "", status=422)


def _list_page(form: SearchForm, page: PeoplePage, search_id: str, status: int = 200) -> Response:
    def url_of(number: int) -> str:
        return url_for(".patients", page=number, s=search_id or None)

    return make_response(
        render_template(
            "village/patients.html",
            form=form,
            page=page,
            search_id=search_id,
            url_of=url_of,
            today=clock.today(),
        ),
        status,
    )


@bp.get("/patients/<patient_id>")
@requires(Permission.VILLAGE_HOME, load=patient_from_url)
def patient(patient: Patient) -> Response:
    """A person's page on the cadre's phone. Reading it is one row in the journal; the dial link another."""
    return _person(patient)


@bp.post("/patients/<patient_id>/unmask")
@requires(Permission.VILLAGE_HOME, load=patient_from_url)
def unmask(patient: Patient) -> Response:
    """The same page with one number whole; that it was asked for is kept."""
    what = request.form.get("what", "")
    if what not in UNMASKED:
        abort(400)
    journal.note("patient:unmask", kind="patient", subject=patient.public_id, detail=what)
    return _person(patient, unmasked=what)


def _person(patient: Patient, *, unmasked: str = "") -> Response:
    viewer, on = current_viewer(), clock.today()
    page = person_page(viewer, patient, on=on)
    journal.note("patient:read", kind="patient", subject=patient.public_id)
    nobody_is_called = PatientStatus(patient.status).is_over
    phone = page.guardians[0].phone if page.guardians and not nobody_is_called else None
    if phone:
        journal.note("guardian:phone_shown", kind="patient", subject=patient.public_id)
    return make_response(
        render_template(
            "village/patient.html",
            page=page,
            person=page.patient,
            history=page.history,
            file_parts=parts_of(viewer, patient, on),
            mend_url=mender(viewer, page),
            phone=phone,
            unmasked=unmasked,
            unmask_url=url_for(".unmask", patient_id=patient.public_id),
            today=on,
        )
    )
