"""A decision that was written wrongly."""

from __future__ import annotations

from flask import Response, make_response, render_template
from wtforms.fields.choices import SelectChoice

from mhapp import clock
from mhapp.blueprints.mending import bp
from mhapp.blueprints.mending.forms import CorrectionForm
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.domain.risk_level import RiskLevel
from mhapp.models import LevelDecision
from mhapp.queries.level_changes import person_of_decision
from mhapp.services.decision_corrections import Correction, correct_decision, correctable_levels
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.person_links import person_url
from mhapp.web.records import decision_from_url


@bp.route("/level-changes/decisions/<decision_id>/correct", methods=["GET", "POST"])
@requires(Permission.LEVEL_CHANGE_DECIDE, load=decision_from_url)
@commits
def decision(decision: LevelDecision) -> Response:
    """Correct a decision by a new one that names it."""
    viewer, patient = current_viewer(), person_of_decision(decision)
    form = CorrectionForm(level="", judged_with=decision.judged_with or "")
    form.level.choices = [
        SelectChoice(level.value, level.colour_word) for level in correctable_levels(decision, viewer)
    ]
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate() and _corrected(decision, form):
            return once.receipt(form, person_url(viewer, patient.public_id), says="认定的更正已保存")
    journal.note("patient:read", kind="patient", subject=patient.public_id, detail="decision")
    page = render_template(
        "mending/decision.html",
        decision=decision,
        level=RiskLevel(decision.level) if decision.level else None,
        name=patient.name,
        form=form,
        back_url=person_url(viewer, patient.public_id),
    )
    return make_response(page, 422 if form.errors else 200)


def _corrected(decision: LevelDecision, form: CorrectionForm) -> bool:
    try:
        said = Correction(RiskLevel(form.level.data), form.reason.data, form.judged_with.data)
        correct_decision(decision, said, by=current_viewer(), at=clock.now())
    except RuleBroken as error:
        form.blame(error)
        return False
    return True
