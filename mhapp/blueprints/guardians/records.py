"""From opaque ids in a URL to a guardian or a designation in the viewer's scope."""

from __future__ import annotations

from mhapp.domain.viewer import Viewer
from mhapp.models import Designation, Guardian, Patient
from mhapp.queries.designations import designations_seen_by
from mhapp.queries.guardians import guardians_seen_by
from mhapp.web.records import one_about_a_person


def guardian_from_url(viewer: Viewer, patient_id: str, guardian_id: str) -> Guardian | None:
    """A guardian of this person."""
    query = guardians_seen_by(viewer)
    return one_about_a_person(query.where(Guardian.public_id == guardian_id, Patient.public_id == patient_id))


def case_from_url(viewer: Viewer, case_id: str) -> Designation | None:
    """A designation about a person in scope."""
    return one_about_a_person(designations_seen_by(viewer).where(Designation.public_id == case_id))
