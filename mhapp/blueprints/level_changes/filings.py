"""Filing a determination (备案) at the county: its own, or the city's as its stamped sheet says."""

from __future__ import annotations

from flask import Response, abort, make_response, render_template, url_for

from mhapp import clock
from mhapp.blueprints.level_changes import bp
from mhapp.blueprints.level_changes.forms import FilingForm
from mhapp.blueprints.level_changes.records import decision_from_url
from mhapp.domain.file_page import stamped_form
from mhapp.domain.permissions import Permission
from mhapp.models import LevelDecision
from mhapp.queries.level_filings import filing_page
from mhapp.queries.paper_person import person_of
from mhapp.services.level_filings import file_decision, open_filing
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires
from mhapp.web.scans import Written, hang_scan, send_with_photo, write_scan


@bp.route("/filings/<decision_id>", methods=["GET", "POST"])
@requires(Permission.LEVEL_CHANGE_FILE, load=decision_from_url)
def file(decision: LevelDecision) -> Response:
    """Record the filing; the scan is worked on before the change begins, so that nobody waits."""
    form, decision_id = FilingForm(filed_on=clock.today()), decision.public_id
    sent = send_with_photo(
        form,
        write=lambda: write_scan(form),
        load=lambda: decision_from_url(current_viewer(), decision_id),
        change=lambda now, written: _filed(now, form, written),
    )
    return sent or _page(decision_id, form)


def _filed(decision: LevelDecision, form: FilingForm, written: Written | None) -> str:
    by, at = current_viewer(), clock.now()
    kind = stamped_form(changes_level=bool(decision.previous_level and decision.level))
    hung = hang_scan(
        written, person_of(decision.patient_id), kind, title=form.number.data or "", dated=form.filed_on.data,
        by=by, at=at,
    )  # fmt: skip
    file_decision(decision, form.filed(hung.file_id), by=by, at=at)
    return url_for(".inbox")


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
