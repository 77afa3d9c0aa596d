"""Who has read a person's file: for the offices entitled, and on paper for the patient or guardian who asks."""

from __future__ import annotations

from flask import Response, make_response, render_template, request, url_for
from wtforms import StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from mhapp import clock, db
from mhapp.blueprints.files import bp
from mhapp.domain.disclosure import Seen
from mhapp.domain.objection import LodgedFor
from mhapp.domain.permissions import Permission
from mhapp.models import Patient, ReadersRequest
from mhapp.queries.file_readers import MOST_ON_PAPER, readings_of
from mhapp.services.file_readers import note_request
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.choice_field import ChoiceField
from mhapp.web.commits import commits
from mhapp.web.forms import Form
from mhapp.web.person_links import person_url
from mhapp.web.records import patient_from_url, readers_request_from_url


class RequestForm(Form):
    """Who asks to know, so that it can be shown later who was told."""

    asked_for = ChoiceField(
        "谁来申请",
        [InputRequired("请选择谁来申请")],
        choices=[SelectChoice(who.value, who.label) for who in LodgedFor],
    )
    name = StringField(
        "申请人姓名", [InputRequired("请填写申请人姓名"), Length(max=40, message="申请人姓名最多40个字")]
    )


@bp.get("/readers")
@requires(Permission.FILE_READERS, load=patient_from_url)
def readers(patient: Patient) -> Response:
    """Each act on the file, newest first; `page` from 1."""
    found = readings_of(patient, request.args.get("page", 1, type=int))
    viewer, patient_id = current_viewer(), patient.public_id
    journal.note("file:readers", kind="patient", subject=patient_id, count=len(found.rows))
    return make_response(
        render_template(
            "files/readers.html",
            person=Seen("patient", patient, viewer.role),
            found=found,
            url_of=lambda page: url_for(".readers", patient_id=patient_id, page=page),
            back_url=person_url(viewer, patient_id),
        )
    )


@bp.route("/readers/request", methods=["GET", "POST"])
@requires(Permission.FILE_READERS_ON_REQUEST, load=patient_from_url)
@commits
def readers_on_request(patient: Patient) -> Response:
    """Note who asks, then show the list to print and hand over."""
    form, patient_id = RequestForm(), patient.public_id
    if form.is_submitted() and (again := once.claim(form)):
        return again
    if form.validate_on_submit():
        asked = note_request(
            patient, LodgedFor(form.asked_for.data), form.name.data, by=current_viewer(), at=clock.now()
        )
        url = url_for(".readers_paper", patient_id=patient_id, request_id=asked.public_id)
        return once.receipt(form, url)
    journal.note("patient:read", kind="patient", subject=patient_id, detail="readers_request")
    page = render_template(
        "files/readers_request.html",
        form=form,
        person=Seen("patient", patient, current_viewer().role),
        back_url=person_url(current_viewer(), patient_id),
    )
    return make_response(page, 422 if form.errors else 200)


@bp.get("/readers/requests/<request_id>")
@requires(Permission.FILE_READERS_ON_REQUEST, load=readers_request_from_url)
def readers_paper(asked: ReadersRequest) -> Response:
    """The list to print for who asked."""
    patient = db.session.get_one(Patient, asked.patient_id)
    found = readings_of(patient, 1, size=MOST_ON_PAPER)
    journal.note("file:readers", kind="patient", subject=patient.public_id, count=len(found.rows))
    return make_response(
        render_template(
            "files/readers_paper.html",
            person=Seen("patient", patient, current_viewer().role),
            found=found,
            asked_by=asked.name,
            asked_for=LodgedFor(asked.asked_for).label,
            asked_at=asked.at,
            back_url=person_url(current_viewer(), patient.public_id),
        )
    )
