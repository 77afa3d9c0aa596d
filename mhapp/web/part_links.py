"""From a gap in a person's file to the page where it is mended: drawn only for who may."""

from __future__ import annotations

from collections.abc import Callable

from flask import url_for

from mhapp.domain.file_disclosure import may_see_page
from mhapp.domain.file_page import PageKind
from mhapp.domain.patient_file import Mend
from mhapp.domain.permissions import Permission, can
from mhapp.domain.viewer import Viewer
from mhapp.queries.patient_pages import PersonPage

_PAGES: dict[Mend, tuple[Permission, str]] = {
    Mend.REGISTRATION: (Permission.REGISTRATION_EDIT, "registrations.overview"),
    Mend.CONSENT: (Permission.CONSENT_RECORD, "registrations.consent"),
    Mend.PROPOSE: (Permission.LEVEL_CHANGE_PROPOSE, "level_changes.propose"),
    Mend.RATING: (Permission.DANGER_RATING_RECORD, "clinic.new_danger_rating"),
    Mend.VISIT: (Permission.VISIT_RECORD, "village.new_visit"),
    Mend.GUARDIAN: (Permission.DESIGNATION_REPORT, "guardians.report"),
    Mend.LETTER: (Permission.LETTER_ISSUE, "letters.of_patient"),
    Mend.INCIDENT: (Permission.INCIDENT_RECORD, "incidents.new"),
    Mend.LIST_ENTRY: (Permission.LIST_ENTRY_RECORD, "list_entries.of_patient"),
    Mend.RESPONSIBLE: (Permission.CARE_ASSIGN, "teams.responsible"),
}
"""Gap -> what mending it asks for, and the page that takes the person's id."""
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
    permission, endpoint = _PAGES[mend]
    return url_for(endpoint, patient_id=patient_id) if can(viewer, permission) else ""
