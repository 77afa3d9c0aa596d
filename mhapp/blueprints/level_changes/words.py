"""Words beside the steps: an opinion, the specialist's opinion, and why a suggestion is not proposed for now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, make_response, render_template, url_for

from mhapp import clock, db
from mhapp.blueprints.level_changes import bp
from mhapp.blueprints.level_changes.cases import case_page
from mhapp.blueprints.level_changes.forms import ReasonForm, SpecialistForm, WordsForm
from mhapp.blueprints.level_changes.links import person_url
from mhapp.blueprints.level_changes.records import proposal_from_url
from mhapp.domain.disclosure import Seen
from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_change import Specialist
from mhapp.domain.permissions import Permission
from mhapp.models import LevelProposal, Patient, Visit
from mhapp.services import proposal_words
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.forms import Form
from mhapp.web.records import visit_from_url


@bp.route("/<proposal_id>/opinion", methods=["GET", "POST"])
@requires(Permission.LEVEL_CHANGE_PROPOSE, load=proposal_from_url)
@commits
def opinion(proposal: LevelProposal) -> Response:
    """Add another member's opinion."""
    form = WordsForm()

    def add() -> None:
        proposal_words.add_opinion(proposal, form.words.data, by=current_viewer(), at=clock.now())

    return _send(form, proposal, "words", add)


@bp.route("/<proposal_id>/specialist", methods=["GET", "POST"])
@requires(Permission.LEVEL_CHANGE_READ, load=proposal_from_url)
@commits
def specialist(proposal: LevelProposal) -> Response:
    """Put the specialist's opinion on record."""
    form = SpecialistForm()

    def add() -> None:
        given = form.specialist() or Specialist()
        proposal_words.record_specialist(proposal, given, by=current_viewer(), at=clock.now())

    return _send(form, proposal, "specialist", add)


@bp.route("/not-now/<visit_id>", methods=["GET", "POST"])
@requires(Permission.LEVEL_CHANGE_PROPOSE, load=visit_from_url)
@commits
def not_now(visit: Visit) -> Response:
    """Say why a visit's suggestion is not proposed for now (R11)."""
    form, patient = ReasonForm(), db.session.get_one(Patient, visit.patient_id)
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate():
            try:
                proposal_words.answer_suggestion(visit, form.reason.data, by=current_viewer(), at=clock.now())
                return once.receipt(form, person_url(patient.public_id), says="不提出的原因已保存")
            except RuleBroken as error:
                form.blame(error)
    journal.note("patient:read", kind="patient", subject=patient.public_id)
    role = current_viewer().role
    return make_response(
        render_template(
            "level_changes/not_now.html",
            form=form,
            person=Seen("patient", patient, role),
            visit=Seen("visit", visit, role),
        ),
        422 if form.errors else 200,
    )


def _send(form: Form, proposal: LevelProposal, task: str, add: Callable[[], Any]) -> Response:
    """Claim, validate, add, and go back to the case; or show the case with the form as it was sent."""
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate():
            try:
                add()
                return once.receipt(form, url_for(".case", proposal_id=proposal.public_id))
            except RuleBroken as error:
                form.blame(error)
    return case_page(proposal, form, task)
