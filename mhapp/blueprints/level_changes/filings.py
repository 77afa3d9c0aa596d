"""Filing a determination (备案) at the county."""

from __future__ import annotations

from flask import Response, make_response, render_template, url_for

from mhapp import clock
from mhapp.blueprints.level_changes import bp
from mhapp.blueprints.level_changes.forms import FilingForm
from mhapp.blueprints.level_changes.records import decision_from_url
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.models import LevelDecision
from mhapp.queries.level_filings import filing_page
from mhapp.services.level_filings import file_decision, open_filing
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits


@bp.route("/filings/<decision_id>", methods=["GET", "POST"])
@requires(Permission.LEVEL_CHANGE_FILE, load=decision_from_url)
@commits
def file(decision: LevelDecision) -> Response:
    """Record the county's filing, or the date and number of the city's."""
    form = FilingForm(filed_on=clock.today())
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate() and _filed(form, decision):
            return once.receipt(form, url_for(".inbox"))
    page = filing_page(current_viewer(), decision, on=clock.today())
    journal.note("patient:read", kind="patient", subject=page.patient_id)
    return make_response(
        render_template("level_changes/file.html", form=form, page=page, filing=open_filing(decision)),
        422 if form.errors else 200,
    )


def _filed(form: FilingForm, decision: LevelDecision) -> bool:
    day = form.filed_on.data
    assert day is not None, "a validated form has its day"
    try:
        file_decision(
            decision,
            filed_on=day,
            number=form.number.data or "",
            remark=form.remark.data or "",
            by=current_viewer(),
            at=clock.now(),
        )
    except RuleBroken as error:
        form.blame(error)
        return False
    return True
