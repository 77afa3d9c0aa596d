"""Incidents on record for a person, for who may know of them (domain §12)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.disclosure import Seen
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Incident, Patient
from mhapp.queries.merged_records import records_of


class IncidentFacts:
    """An incident with who entered it and what it puts right. Fields of disclosure.FIELDS["incident"]."""

    def __init__(self, incident: Incident, entered_by: str, corrects_number: str | None) -> None:
        self._incident = incident
        self.entered_by = f"{entered_by}（{Role(incident.entered_by_role).label}）"
        self.corrects_number = corrects_number

    def __getattr__(self, field: str) -> Any:
        return getattr(self._incident, field)


def incidents_of(viewer: Viewer, patient: Patient) -> list[Seen]:
    """All records of a person already loaded through the viewer's scope, newest first; superseded ones too."""
    mine = Incident.patient_id.in_(records_of(patient.id))
    return [_seen(viewer, *row) for row in db.session.execute(_rows().where(mine))]


def incident_page(viewer: Viewer, incident: Incident) -> Seen:
    """One record already loaded through the viewer's scope."""
    return _seen(viewer, *db.session.execute(_rows().where(Incident.id == incident.id)).one())


def _rows() -> Any:
    old = aliased(Incident)
    return (
        select(Incident, Account.name, old.number)
        .join(Account, Account.id == Incident.entered_by_id)
        .outerjoin(old, old.id == Incident.corrects_id)
        .order_by(Incident.happened_on.desc(), Incident.id.desc())
    )


def _seen(viewer: Viewer, incident: Incident, name: str, corrects: str | None) -> Seen:
    return Seen("incident", IncidentFacts(incident, name, corrects), viewer.role)
