"""Where a person's own page is for whoever looks: cadres have theirs, offices have one for all."""

from __future__ import annotations

from flask import url_for

from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer


def person_url(viewer: Viewer, patient_id: str) -> str:
    """The address of a person's page in the viewer's role."""
    endpoint = "village.patient" if viewer.role is Role.VILLAGE_CADRE else "patients.show"
    return url_for(endpoint, patient_id=patient_id)
