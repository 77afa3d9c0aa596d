"""From a gap in a person's file to the page where it is mended: drawn only for who may, once that page exists."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app, url_for

from mhapp.domain.file_disclosure import may_see_page
from mhapp.domain.file_page import PageKind
from mhapp.domain.patient_file import Mend
from mhapp.domain.permissions import Permission, can
from mhapp.domain.viewer import Viewer
from mhapp.queries.patient_pages import PersonPage

_PAGES: dict[Mend, str] = {
    Mend.REGISTRATION: "registrations.overview",
    Mend.CONSENT: "registrations.consent",
    Mend.PROPOSE: "level_changes.propose",
    Mend.RATING: "clinic.new_danger_rating",
    Mend.VISIT: "village.new_visit",
    Mend.GUARDIAN: "guardians.report",
    Mend.LETTER: "letters.of_patient",
    Mend.INCIDENT: "incidents.new",
    Mend.RESPONSIBLE: "responsibles.of_patient",
}
"""Gap -> the page that takes the person's id. Who may open it, the page itself says."""
_SCANS: dict[Mend, PageKind] = {
    Mend.CERTIFICATE: PageKind.CERTIFICATE,
    Mend.DAILY_CONDUCT: PageKind.DAILY_CONDUCT,
    Mend.HISTORY: PageKind.HISTORY,
    Mend.HOSPITAL_RECORD: PageKind.HOSPITAL_RECORD,
}
"""Gaps that a page of the file closes."""


def mender(viewer: Viewer, page: PersonPage) -> Callable[[Mend], str]:
    """What a person's page asks for each gap it draws."""
    proposal_id = page.proposal.public_id if page.proposal else None
    return lambda mend: mend_url(viewer, page.patient.public_id, mend, proposal_id)


def mend_url(viewer: Viewer, patient_id: str, mend: Mend, proposal_id: str | None = None) -> str:
    """Where the viewer mends a gap; empty when it is not theirs to do."""
    if mend is Mend.CASE:
        readable = proposal_id is not None and can(viewer, Permission.LEVEL_CHANGE_READ)
        return url_for("level_changes.case", proposal_id=proposal_id) if readable else ""
    if kind := _SCANS.get(mend):
        able = can(viewer, Permission.FILE_PAGE_ADD) and may_see_page(viewer.role, kind)
        return url_for("files.new_page", patient_id=patient_id, kind=kind.value) if able else ""
    view = current_app.view_functions.get(_PAGES[mend])
    if view is None or not can(viewer, getattr(view, "access")):  # noqa: B009  mypy knows no such attribute
        return ""
    return url_for(_PAGES[mend], patient_id=patient_id)
