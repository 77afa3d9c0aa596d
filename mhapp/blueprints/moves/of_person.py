"""One person's moves: what there was, who answers for what, and the three forms for another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, make_response, render_template, url_for

from mhapp import clock
from mhapp.blueprints.moves import bp
from mhapp.blueprints.moves.forms import ArrivalForm, BorderForm, village_move_form
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.models import Move, Patient
from mhapp.queries.listed_places import listed_places
from mhapp.queries.moves import moves_of, village_named
from mhapp.services.border_moves import record_arrival, record_departure
from mhapp.services.moves import ask_to_move
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.forms import Form
from mhapp.web.person_links import person_url
from mhapp.web.records import patient_from_url


@bp.get("/patients/<patient_id>/moves")
@requires(Permission.MOVE_ASK, load=patient_from_url)
def of_patient(patient: Patient) -> Response:
    """Every move of the person, and the table of who answers for what."""
    viewer, on = current_viewer(), clock.today()
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="moves")
    return make_response(
        render_template(
            "moves/of_patient.html",
            name=patient.name,
            patient_id=patient.public_id,
            moves=moves_of(viewer, patient, on=on),
            places=listed_places(viewer, patient),
            back_url=person_url(viewer, patient.public_id),
        )
    )


@bp.route("/patients/<patient_id>/moves/new", methods=["GET", "POST"])
@requires(Permission.MOVE_ASK, load=patient_from_url)
@commits
def new(patient: Patient) -> Response:
    """Ask another village of the county to take the person over."""
    form = village_move_form(current_viewer(), moves_on=clock.today(), registration="")
    return _worked(patient, form, "village", lambda: _asked(patient, form))


@bp.route("/patients/<patient_id>/moves/out", methods=["GET", "POST"])
@requires(Permission.MOVE_ASK, load=patient_from_url)
@commits
def out(patient: Patient) -> Response:
    """Record that the person moved out of the county."""
    form = BorderForm(moves_on=clock.today(), registration="")

    def record() -> Move:
        return record_departure(patient, form.said(), by=current_viewer(), at=clock.now())

    return _worked(patient, form, "out", record)


@bp.route("/patients/<patient_id>/moves/in", methods=["GET", "POST"])
@requires(Permission.MOVE_ASK, load=patient_from_url)
@commits
def arrived(patient: Patient) -> Response:
    """Record that the person came from elsewhere."""
    form = ArrivalForm(moves_on=clock.today(), registration="")

    def record() -> Move:
        return record_arrival(patient, form.said(), by=current_viewer(), at=clock.now())

    return _worked(patient, form, "in", record)


def _worked(patient: Patient, form: Form, kind: str, record: Callable[[], Move]) -> Response:
    """The page of one form: what it led to, or the page again with what has to be mended."""
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate():
            try:
                return once.receipt(form, url_for(".show", move_id=record().public_id))
            except RuleBroken as error:
                form.blame(error)
    return _form_page(patient, kind, form)


def _asked(patient: Patient, form: Any) -> Move:
    village = village_named(current_viewer(), form.village.data)
    if village is None:
        raise RuleBroken("请选择迁往哪个村、社区", "village")
    return ask_to_move(patient, village, form.asked(), by=current_viewer(), at=clock.now())


def _form_page(patient: Patient, kind: str, form: Form) -> Response:
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="moves")
    page = render_template(
        "moves/new.html",
        name=patient.name,
        patient_id=patient.public_id,
        kind=kind,
        form=form,
        today=clock.today(),
    )
    return make_response(page, 422 if form.errors else 200)
