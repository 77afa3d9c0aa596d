"""The visit: its form, the live score, the receipt."""

from __future__ import annotations

import re

from flask import Response, abort, g, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from mhapp import clock, db
from mhapp.blueprints.village import bp
from mhapp.blueprints.village.visit_form import VisitForm, form_for
from mhapp.blueprints.village.visit_pages import (
    form_page,
    is_valid,
    score_part,
    score_view,
    texts_for_new,
    visit_date_of,
)
from mhapp.blueprints.village.visit_receipts import receipt_of
from mhapp.blueprints.village.visit_twice import both_shown
from mhapp.crypto import new_public_id
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.domain.visit_report import VisitReport
from mhapp.models import Patient, Visit
from mhapp.queries.score_sheets import edition_in_force
from mhapp.queries.visit_grounds import VisitGround, ground_of
from mhapp.queries.visits import last_answers, patient_of
from mhapp.services import drafts, visits
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.htmx import go_to
from mhapp.web.records import patient_from_url, visit_from_url

OWN_KEY = re.compile(r"[a-z0-9]{26}\Z")
"""A key as our pages carry it; a draft keeps no other."""
ONLY_CHECK = "check"
"""The value of `only` by which 查看积分 asks for the score alone."""


@bp.route("/patients/<patient_id>/visits/new", methods=["GET", "POST"])
@requires(Permission.VISIT_RECORD, load=patient_from_url)
def new_visit(patient: Patient) -> Response:
    """The form, and its submission: stored and led to its receipt, or said at each field what is to be mended."""
    if request.method != "POST":
        return _shown(patient)
    return _checked(patient) if request.form.get("only") == ONLY_CHECK else _sent(patient)


def _shown(patient: Patient) -> Response:
    """Empty, or filled from one's own draft, or with what was sent when a session had ended."""
    viewer, at = current_viewer(), clock.now()
    draft = drafts.draft_of(patient, by=viewer, at=at)
    kept = draft.fields if draft else {}
    filled: MultiDict[str, str] = MultiDict(g.get("carried_fields", kept))
    ground = _ground(patient, filled)
    if draft and "once_key" not in filled:
        filled["once_key"] = draft.once_key
    form = form_for(ground.edition.sheet)(formdata=filled or None, visit_date=clock.today())
    return form_page(
        form,
        score_view(patient, ground, form, filled),
        ground,
        texts_for_new(patient, resumed=draft is not None),
        last_answers(patient.id),
    )


def _sent(patient: Patient) -> Response:
    """All that can be read and refused beforehand is, so that the write lock is held for the storing alone."""
    patient_id = patient.public_id
    form = form_for(edition_in_force(current_viewer().unit_path, clock.today()).sheet)()
    if is_valid(form, patient):
        report = form.report(request.form)
        try:
            with db.transaction():
                return _stored(patient_id, form, report)
        except RuleBroken as error:
            form.refuse(error)
    elif (earlier := once.answered(form, differs=lambda first_url: both_shown(form, first_url))) is not None:
        return earlier  # it was right when it was sent first
    ground = _ground(patient, request.form)
    view = score_view(patient, ground, form, request.form, words=form.problem(request.form))
    return form_page(form, view, ground, texts_for_new(patient), last_answers(patient.id), status=422)


def _stored(patient_id: str, form: VisitForm, report: VisitReport) -> Response:
    """Inside the change: the person is loaded again, as they are now."""
    viewer = current_viewer()
    db.reuse_plans()
    patient = patient_from_url(viewer, patient_id)
    if patient is None:
        abort(404)
    visit_id = new_public_id()
    receipt = url_for(".visit", visit_id=visit_id)
    earlier = once.claim(form, differs=lambda first_url: both_shown(form, first_url), leads_to=receipt)
    if earlier is not None:
        return earlier
    visits.record_visit(patient, report, by=viewer, at=clock.now(), public_id=visit_id)
    drafts.drop_draft(patient, by=viewer)
    return go_to(receipt)


@bp.post("/patients/<patient_id>/visits/live")
@requires(Permission.VISIT_RECORD, load=patient_from_url)
@commits
def live_score(patient: Patient) -> Response:
    """The score of the answers so far; keeps them as the author's draft."""
    ground = _ground(patient, request.form)
    form = form_for(ground.edition.sheet)()
    problem = form.problem(request.form)
    if problem:
        return score_part(score_view(patient, ground, form, request.form, words=problem), 422)
    _keep_draft(form, patient)
    return score_part(score_view(patient, ground, form, request.form))


@bp.post("/patients/<patient_id>/visits/restart")
@requires(Permission.VISIT_RECORD, load=patient_from_url)
@commits
def restart_visit(patient: Patient) -> Response:
    """重新开始: drop the draft and show an empty form."""
    drafts.drop_draft(patient, by=current_viewer())
    return go_to(url_for(".new_visit", patient_id=patient.public_id))


@bp.get("/visits/<visit_id>")
@requires(Permission.VISIT_RECORD, load=visit_from_url)
def visit(visit: Visit) -> str:
    """A stored visit: its receipt, what became due, what may be proposed; shown as it was scored."""
    patient = patient_of(visit)
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="visit")
    return render_template(
        "village/visits/show.html",
        receipt=receipt_of(current_viewer(), visit, patient, on=clock.today()),
    )


def _ground(patient: Patient, raw: MultiDict[str, str]) -> VisitGround:
    today = clock.today()
    return ground_of(current_viewer(), patient, visit_date=visit_date_of(raw, today), on=today)


def _keep_draft(form: VisitForm, patient: Patient) -> None:
    fields, key = form.kept(request.form), form.once_key.data or ""
    if fields and OWN_KEY.match(key):
        drafts.keep_draft(patient, fields, key, by=current_viewer(), at=clock.now())


def _checked(patient: Patient) -> Response:
    """查看积分, for who has no JavaScript: the form as it stands with its score opened, and kept as a draft."""
    form = form_for(edition_in_force(current_viewer().unit_path, clock.today()).sheet)()
    problem = form.problem(request.form)
    if problem:
        form.form_errors.append(problem)
    else:
        with db.transaction():
            _keep_draft(form, patient)
    ground = _ground(patient, request.form)
    return form_page(
        form,
        score_view(patient, ground, form, request.form, words=problem),
        ground,
        texts_for_new(patient),
        last_answers(patient.id),
        score_open=True,
        status=422 if problem else 200,
    )
