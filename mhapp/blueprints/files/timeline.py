"""A person's timeline, with the chart of the scores."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template, url_for

from mhapp import clock
from mhapp.blueprints.files import bp
from mhapp.domain.disclosure import Seen
from mhapp.domain.permissions import Permission, can
from mhapp.domain.timeline import Entry, What
from mhapp.models import Patient
from mhapp.queries.score_histories import score_history
from mhapp.queries.timelines import timeline
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires
from mhapp.web.paging import asked_page
from mhapp.web.person_links import person_url
from mhapp.web.records import patient_from_url

_LINKS = {
    What.VISIT: (Permission.VISIT_RECORD, "village.visit", "visit_id"),
    What.PROPOSAL: (Permission.LEVEL_CHANGE_READ, "level_changes.case", "proposal_id"),
    What.LETTER: (Permission.LETTER_READ, "letters.show", "letter_id"),
    What.LETTER_ISSUED: (Permission.LETTER_READ, "letters.show", "letter_id"),
    What.LEAD_TOLD: (Permission.LEAD_READ, "leads.show", "lead_id"),
    What.LETTER_END: (Permission.LETTER_READ, "letters.show", "letter_id"),
    What.OBJECTION: (Permission.OBJECTION_READ, "objections.show", "objection_id"),
    What.ANSWER: (Permission.OBJECTION_READ, "objections.show", "objection_id"),
}
"""Where an entry leads: permission, endpoint, the name its record has there."""


def _url(patient_id: str, entry: Entry) -> str:
    if entry.what is What.PAGE:
        return url_for(".page", patient_id=patient_id, page_id=entry.ref)
    permission, endpoint, name = _LINKS.get(entry.what, (None, "", ""))
    if permission is None or not can(current_viewer(), permission):
        return ""
    values: dict[str, Any] = {name: entry.ref}
    return url_for(endpoint, **values)


@bp.get("/timeline")
@requires(Permission.FILE_READ, load=patient_from_url)
def show_timeline(patient: Patient) -> Response:
    """What happened, newest first, as far as the reader may know; `page` from 1."""
    viewer, patient_id = current_viewer(), patient.public_id
    found = timeline(viewer, patient, asked_page())
    journal.note("file:timeline", kind="patient", subject=patient_id, count=len(found.entries))
    return make_response(
        render_template(
            "files/timeline.html",
            person=Seen("patient", patient, viewer.role),
            found=found,
            history=score_history(viewer, patient, on=clock.today()),
            entry_url=lambda entry: _url(patient_id, entry),
            url_of=lambda page: url_for(".show_timeline", patient_id=patient_id, page=page),
            back_url=person_url(viewer, patient_id),
        )
    )
