"""A visit that was entered for the wrong person."""

from __future__ import annotations

from flask import Response, make_response, render_template
from wtforms.fields.choices import SelectChoice

from mhapp import clock
from mhapp.blueprints.mending import bp
from mhapp.blueprints.mending.forms import VisitForm
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.models import Patient, Visit
from mhapp.queries.neighbours import neighbour_named, neighbours_of
from mhapp.queries.visits import patient_of
from mhapp.services.visit_moves import move_visit
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.person_links import person_url
from mhapp.web.records import visit_from_url


@bp.route("/visits/<visit_id>/move", methods=["GET", "POST"])
@requires(Permission.VISIT_MOVE, load=visit_from_url)
@commits
def visit(visit: Visit) -> Response:
    """Move a visit to the person it was of."""
    form, viewer, wrong = VisitForm(), current_viewer(), patient_of(visit)
    form.person.choices = [SelectChoice("", "请选择")] + [
        SelectChoice(public_id, words) for public_id, words in neighbours_of(viewer, wrong)
    ]
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate() and (right := _moved(visit, wrong, form)) is not None:
            return once.receipt(form, person_url(viewer, right.public_id), says="随访已移到这位患者名下")
    return _page(visit, wrong, form)


def _moved(visit: Visit, wrong: Patient, form: VisitForm) -> Patient | None:
    viewer = current_viewer()
    try:
        right = neighbour_named(viewer, wrong, form.person.data)
        if right is None:
            raise RuleBroken("请从列表里选择应当登记在谁名下", "person")
        move_visit(visit, right, form.reason.data, by=viewer, at=clock.now())
    except RuleBroken as error:
        form.blame(error)
        return None
    return right


def _page(visit: Visit, wrong: Patient, form: VisitForm) -> Response:
    journal.note("patient:read", kind="patient", subject=wrong.public_id, detail="visit")
    journal.note("patient:list", count=len(form.person.choices) - 1, detail="visit_move")
    page = render_template(
        "mending/visit.html",
        visit=visit,
        name=wrong.name,
        form=form,
        back_url=person_url(current_viewer(), wrong.public_id),
    )
    return make_response(page, 422 if form.errors else 200)
