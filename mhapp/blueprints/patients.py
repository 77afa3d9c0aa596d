"""The offices' people list and a person's page: exactly the fields domain §12 gives each role."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import Length

from mhapp import clock
from mhapp.domain.disclosure import Group, discloses, may_see
from mhapp.domain.permissions import Permission
from mhapp.domain.risk_level import UNGRADED, UNGRADED_LABEL, RiskLevel
from mhapp.domain.viewer import Viewer
from mhapp.models import Patient
from mhapp.queries.file_parts import parts_of
from mhapp.queries.patient_pages import person_page
from mhapp.queries.patients import Wanted, people_page, villages_below
from mhapp.queries.score_histories import score_history
from mhapp.queries.searches import search_of
from mhapp.services.searches import keep_search
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.htmx import go_to
from mhapp.web.part_links import mender
from mhapp.web.records import patient_from_url

bp = Blueprint("patients", __name__, url_prefix="/patients")
LIST_NAME = "patients"
LEVELS = {level.value: level.colour_word for level in reversed(RiskLevel)} | {UNGRADED: UNGRADED_LABEL}
UNMASKED = ("identity_number", "phone", "guardian_phone")
"""What may be asked for whole, one at a time."""


class SearchForm(FlaskForm):
    """What to look for. Changes nothing, so it carries no one-time key."""

    text = StringField(
        "姓名、证件号或电话",
        [Length(max=40, message="查找内容最多40个字")],
        filters=[lambda text: (text or "").strip()],
        render_kw={"autocomplete": "off", "enterkeyhint": "search"},
    )
    level = SelectField("级别", invalid_choice_message="请从列表里选级别")
    village = SelectField("村、社区", invalid_choice_message="请从列表里选村、社区")


def search_form(viewer: Viewer, wanted: Wanted) -> SearchForm:
    """The form with the viewer's own villages, filled with what is being looked for."""
    form = SearchForm(text=wanted.text, level=wanted.level, village=wanted.village)
    form.village.choices = {"": "全部", **dict(villages_below(viewer))}
    form.level.choices = {"": "全部", **LEVELS}
    if not may_see(viewer.role, Group.LEVEL_VALUE):
        del form.level
    return form


@bp.get("/")
@requires(Permission.PATIENT_LIST)
def index() -> Response:
    """The list; `s` names the viewer's own search, `page` counts from 1."""
    viewer, search_id = current_viewer(), request.args.get("s", "")
    kept = search_of(viewer, LIST_NAME, search_id, at=clock.now()) if search_id else None
    wanted = Wanted(**(kept or {}))
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
    wanted = {
        "text": form.text.data,
        "village": form.village.data,
        "level": form.level.data if form.level else "",
    }
    if not any(wanted.values()):
        return go_to(url_for(".index"))
    journal.note("patient:search")
    search_id = keep_search(LIST_NAME, wanted, by=viewer, at=clock.now())
    return go_to(url_for(".index", s=search_id))


def _list(viewer: Viewer, form: SearchForm, wanted: Wanted) -> Response:
    found = people_page(viewer, wanted, page=request.args.get("page", 1, type=int), on=clock.today())
    journal.note("patient:list", count=len(found.rows))
    shown = {
        name
        for name in ("level", "rating", "next_visit_on", "review_by", "diagnosis")
        if discloses(viewer.role, "patient", name)
    }
    return make_response(
        render_template(
            "patients/index.html",
            form=form,
            found=found,
            shown=shown,
            wanted=wanted,
            today=clock.today(),
            url_of=lambda page: url_for(".index", s=request.args.get("s"), page=page),
        )
    )


@bp.get("/<patient_id>")
@requires(Permission.PATIENT_READ, load=patient_from_url)
def show(patient: Patient) -> Response:
    """A person's page; that it was read is kept."""
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
            history=score_history(viewer, patient, on=on),
            file_parts=parts_of(viewer, patient, on),
            mend_url=mender(viewer, page),
            unmasked=unmasked,
            unmask_url=url_for(".unmask", patient_id=patient.public_id),
            today=on,
        )
    )
