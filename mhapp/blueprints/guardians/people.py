"""A person's guardians: who they are, one more, a change in place, an end."""

from __future__ import annotations

from datetime import date

from flask import Response, abort, make_response, render_template, request, url_for

from mhapp import clock, db
from mhapp.blueprints.guardians import bp
from mhapp.blueprints.guardians.forms import EndForm, GuardianForm, ReportForm, form_of
from mhapp.blueprints.guardians.records import guardian_from_url
from mhapp.domain.designation import DesignationGround
from mhapp.domain.disclosure import Seen
from mhapp.domain.errors import RuleBroken
from mhapp.domain.guardianship import GuardianEnding
from mhapp.domain.permissions import Permission
from mhapp.domain.roles import Role
from mhapp.models import Guardian, Patient
from mhapp.queries.designations import cases_of
from mhapp.queries.guardians import guardians_page, next_place
from mhapp.services.designations import RECEIVERS, report_no_guardian
from mhapp.services.guardians import add_guardian, change_guardian, end_guardian
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.forms import Form
from mhapp.web.records import patient_from_url

UNMASKED = ("phone", "identity_number")
"""What may be asked for whole, of one guardian at a time: the field, a dash, whose."""


@bp.get("/patients/<patient_id>/guardians")
@requires(Permission.GUARDIAN_READ, load=patient_from_url)
def index(patient: Patient) -> Response:
    """Who is guardian, in order, who was, and whether the township is to designate somebody."""
    return _index(patient, unmasked="")


@bp.post("/patients/<patient_id>/guardians/unmask")
@requires(Permission.GUARDIAN_READ, load=patient_from_url)
def unmask(patient: Patient) -> Response:
    """The same page with one guardian's phone or number whole; that it was asked for is kept."""
    what = request.form.get("what", "")
    field, _, _ = what.partition("-")
    if field not in UNMASKED:
        abort(400)
    journal.note("patient:unmask", kind="patient", subject=patient.public_id, detail=f"guardian_{field}")
    return _index(patient, unmasked=what)


@bp.route("/patients/<patient_id>/guardians/new", methods=["GET", "POST"])
@requires(Permission.GUARDIAN_EDIT, load=patient_from_url)
@commits
def add(patient: Patient) -> Response:
    """Record one more guardian."""
    form = GuardianForm(from_date=clock.today(), place_in_order=next_place(patient))
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate():
            try:
                facts = form.facts(clock.today())
                add_guardian(patient, facts, by=current_viewer(), at=clock.now())
                return once.receipt(form, url_for(".index", patient_id=patient.public_id))
            except RuleBroken as error:
                form.blame(error)
    return _form_page("guardians/form.html", patient, form, guardian=None)


@bp.route("/patients/<patient_id>/guardians/<guardian_id>", methods=["GET", "POST"])
@requires(Permission.GUARDIAN_EDIT, load=guardian_from_url)
@commits
def change(guardian: Guardian) -> Response:
    """Change what is known of a guardian. Whoever was slower sees what the other one wrote, and decides."""
    patient = db.session.get_one(Patient, guardian.patient_id)
    form = form_of(guardian)
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate():
            if form.version.data != str(guardian.version):
                return _conflict(patient, guardian, form)
            try:
                facts, version = form.facts(clock.today()), guardian.version
                change_guardian(guardian, facts, version=version, by=current_viewer(), at=clock.now())
                return once.receipt(form, url_for(".index", patient_id=patient.public_id))
            except RuleBroken as error:
                form.blame(error)
    return _form_page("guardians/form.html", patient, form, guardian=guardian)


@bp.route("/patients/<patient_id>/guardians/<guardian_id>/end", methods=["GET", "POST"])
@requires(Permission.GUARDIAN_EDIT, load=guardian_from_url)
@commits
def end(guardian: Guardian) -> Response:
    """Somebody no longer is the guardian."""
    patient = db.session.get_one(Patient, guardian.patient_id)
    form = EndForm(ended_on=clock.today())
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate():
            try:
                end_guardian(
                    guardian, GuardianEnding(form.reason.data), on=_day(form.ended_on.data), words=form.words.data,
                    by=current_viewer(), at=clock.now(),
                )  # fmt: skip
                return once.receipt(form, url_for(".index", patient_id=patient.public_id))
            except RuleBroken as error:
                form.blame(error)
    return _form_page("guardians/end.html", patient, form, guardian=guardian)


@bp.route("/patients/<patient_id>/guardians/report", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_REPORT, load=patient_from_url)
@commits
def report(patient: Patient) -> Response:
    """Say that nobody, or nobody able, cares for the person."""
    form = ReportForm(received_on=clock.today())
    if current_viewer().role not in RECEIVERS:
        del form.received_on
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate():
            try:
                report_no_guardian(
                    patient, DesignationGround(form.ground.data), form.words.data,
                    by=current_viewer(), at=clock.now(),
                    received_on=form.received_on.data if form.received_on else None,
                )  # fmt: skip
                return once.receipt(form, url_for(".index", patient_id=patient.public_id))
            except RuleBroken as error:
                form.blame(error)
    return _form_page("guardians/report.html", patient, form, guardian=None)


def _index(patient: Patient, *, unmasked: str) -> Response:
    viewer = current_viewer()
    page = guardians_page(viewer, patient)
    journal.note("guardian:list", kind="patient", subject=patient.public_id, count=len(page.present))
    if viewer.role is Role.VILLAGE_CADRE:
        journal.note("guardian:phone_shown", kind="patient", subject=patient.public_id)
    return make_response(
        render_template(
            "guardians/index.html",
            person=Seen("patient", patient, viewer.role),
            page=page,
            cases=cases_of(viewer, patient),
            unmasked=unmasked,
            unmask_url=url_for(".unmask", patient_id=patient.public_id),
        )
    )


def _form_page(template: str, patient: Patient, form: Form, *, guardian: Guardian | None) -> Response:
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="guardians")
    role = current_viewer().role
    page = render_template(
        template,
        form=form,
        person=Seen("patient", patient, role),
        guardian=Seen("guardian", guardian, role) if guardian else None,
        conflict=False,
        today=clock.today(),
    )
    return make_response(page, 422 if form.errors else 200)


def _conflict(patient: Patient, guardian: Guardian, form: GuardianForm) -> Response:
    """What stands now beside what was typed; saving again is a decision."""
    form.version.data = str(guardian.version)
    form.version.raw_data = [form.version.data]
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="guardians")
    role = current_viewer().role
    page = render_template(
        "guardians/form.html",
        form=form,
        person=Seen("patient", patient, role),
        guardian=Seen("guardian", guardian, role),
        conflict=True,
        today=clock.today(),
    )
    return make_response(page, 409)


def _day(value: date | None) -> date:
    assert value is not None, "a validated form has its day"
    return value
