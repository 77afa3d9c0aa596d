"""Filing a determination (备案) at the county: its own, or the city's as its stamped sheet says."""

from __future__ import annotations

from flask import Response, abort, make_response, render_template, url_for

from mhapp import clock, db
from mhapp.blueprints.level_changes import bp
from mhapp.blueprints.level_changes.forms import FilingForm
from mhapp.blueprints.level_changes.records import decision_from_url
from mhapp.domain.errors import RuleBroken
from mhapp.domain.file_page import stamped_form
from mhapp.domain.permissions import Permission
from mhapp.models import LevelDecision
from mhapp.queries.level_filings import filing_page
from mhapp.queries.paper_person import person_of
from mhapp.services.level_filings import file_decision, open_filing
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.scans import Written, hang_scan, write_scan


@bp.route("/filings/<decision_id>", methods=["GET", "POST"])
@requires(Permission.LEVEL_CHANGE_FILE, load=decision_from_url)
def file(decision: LevelDecision) -> Response:
    """Record the filing; the scan is worked on before the change begins, so that nobody waits."""
    form, decision_id = FilingForm(filed_on=clock.today()), decision.public_id
    if form.is_submitted() and (again := once.answered(form)) is not None:
        return again
    if form.validate_on_submit():
        try:
            written = write_scan(form)
            with db.transaction():
                return _filed(decision_id, form, written)
        except RuleBroken as error:
            form.blame(error)
    return _page(decision_id, form)


def _filed(decision_id: str, form: FilingForm, written: Written | None) -> Response:
    """Inside the change: the determination is loaded again, as it is now."""
    by, at = current_viewer(), clock.now()
    decision = decision_from_url(by, decision_id)
    if decision is None:
        abort(404)
    if again := once.claim(form):
        return again
    kind = stamped_form(changes_level=bool(decision.previous_level and decision.level))
    file_id = hang_scan(
        written, person_of(decision.patient_id), kind, title=form.number.data or "", dated=form.filed_on.data,
        by=by, at=at,
    )  # fmt: skip
    file_decision(decision, form.filed(file_id), by=by, at=at)
    return once.receipt(form, url_for(".inbox"))


def _page(decision_id: str, form: FilingForm) -> Response:
    viewer = current_viewer()
    decision = decision_from_url(viewer, decision_id)
    if decision is None:
        abort(404)
    page = filing_page(viewer, decision, on=clock.today())
    journal.note("patient:read", kind="patient", subject=page.patient_id)
    html = render_template(
        "level_changes/file.html", form=form, page=page, filing=open_filing(decision), today=clock.today()
    )
    return make_response(html, 422 if form.errors else 200)
