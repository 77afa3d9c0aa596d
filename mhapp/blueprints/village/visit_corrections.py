"""Correcting a visit on the day it was entered; afterwards only another visit corrects."""

from __future__ import annotations

from flask import Response, g, request, url_for
from werkzeug.datastructures import MultiDict

from mhapp import clock
from mhapp.blueprints.village import bp
from mhapp.blueprints.village.visit_form import VisitForm, correction_form_for
from mhapp.blueprints.village.visit_pages import (
    form_page,
    is_valid,
    score_part,
    score_view,
    texts_for_correction,
)
from mhapp.blueprints.village.visit_receipts import stored_fields
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.models import Patient, Visit
from mhapp.queries.danger_ratings import rating_of
from mhapp.queries.score_sheets import edition_of
from mhapp.queries.visit_grounds import VisitGround, ground_of
from mhapp.queries.visits import patient_of
from mhapp.services import visits
from mhapp.web import once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.records import visit_from_url


@bp.route("/visits/<visit_id>/correct", methods=["GET", "POST"])
@requires(Permission.VISIT_RECORD, load=visit_from_url)
@commits
def correct_visit(visit: Visit) -> Response:
    """Correct a visit on the day it was entered, by its author; the old values stay."""
    patient = patient_of(visit)
    ground = _ground(visit, patient)
    stored = stored_fields(visit)
    form_class = correction_form_for(ground.edition.sheet)
    if request.method != "POST" and "carried_fields" not in g:
        form = form_class(formdata=stored)
        view = score_view(patient, ground, form, stored)
        return form_page(form, view, ground, texts_for_correction(visit), None)
    return _corrected(form_class(), visit, patient, ground)


@bp.post("/visits/<visit_id>/correct/live")
@requires(Permission.VISIT_RECORD, load=visit_from_url)
def live_correction(visit: Visit) -> Response:
    """The score of a correction so far, with the edition and rating of the visit it corrects. Keeps no draft."""
    patient = patient_of(visit)
    ground = _ground(visit, patient)
    form = correction_form_for(ground.edition.sheet)()
    problem = form.problem(request.form)
    return score_part(score_view(patient, ground, form, request.form, words=problem), 422 if problem else 200)


def _ground(visit: Visit, patient: Patient) -> VisitGround:
    ground = ground_of(current_viewer(), patient, visit_date=visit.visit_date, on=clock.today())
    return ground.scored_with(edition_of(visit.edition_id), rating_of(visit.rating_id))


def _corrected(form: VisitForm, visit: Visit, patient: Patient, ground: VisitGround) -> Response:
    if request.method == "POST":
        earlier = once.claim(form)
        if earlier is not None:
            return earlier
        if is_valid(form, patient):
            try:
                reason = form["correction_reason"].data or ""
                report = form.report(request.form)
                new = visits.correct_visit(visit, report, reason, by=current_viewer(), at=clock.now())
                return once.receipt(form, url_for(".visit", visit_id=new.public_id))
            except RuleBroken as error:
                form.refuse(error)
    raw = request.form if request.method == "POST" else MultiDict(g.carried_fields)
    view = score_view(patient, ground, form, raw, words=form.problem(raw))
    status = 422 if form.errors else 200
    return form_page(form, view, ground, texts_for_correction(visit), None, status=status)
