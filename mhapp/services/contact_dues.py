"""What is owed instead of visits while somebody is away or lost: a call a month, a search (domain §1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from mhapp import db
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.roles import Role
from mhapp.models import Patient, Unit, Visit
from mhapp.queries import policies
from mhapp.queries.merged_records import records_of
from mhapp.queries.responsibilities import township_of, units_of
from mhapp.services import dues

IN_PLACE_OF_VISITS = frozenset({DueKind.AWAY_CALL, DueKind.SEARCH})


Owed = tuple[DueKind, int, Role, date]
"""What is owed, by which unit and role, and its last day."""


def call_owed(village: Unit, *, since: date, on: date, last_contact: date | None = None) -> Owed:
    """The next call to somebody away `since` then. Nobody is late for a call that nothing asked for before that."""
    clocks = policies.clocks_of(village.path, on)
    due_on = max(clocks.away_call_due(last_contact or since), since)
    return DueKind.AWAY_CALL, village.id, Role.VILLAGE_CADRE, due_on


def search_owed(village: Unit, *, on: date, again: bool = False) -> Owed:
    """The search for somebody lost, known on the day `on`; `again`: one has been made and found nobody [A]."""
    clocks = policies.clocks_of(village.path, on)
    due_on = clocks.working_due("search", on, policies.calendar_of(village.path, on)).day
    if again:
        due_on = on + timedelta(days=clocks.days["search_again"])
    return DueKind.SEARCH, township_of(village), Role.POLICE_OFFICER, due_on


def renew_contact_due(patient: Patient, *, caused_by: dues.RecordKey, at: datetime, on: date) -> date | None:
    """Owe the call or the search that the person's status asks for; None where it asks for neither."""
    status = PatientStatus(patient.status)
    if status is PatientStatus.AWAY:
        dues.close_dues(patient.id, IN_PLACE_OF_VISITS, closed_by=caused_by, at=at)
        village, last = units_of(patient.id).village, _last_contact(patient)
        return _owe(
            patient, call_owed(village, since=patient.status_since, on=on, last_contact=last), caused_by, at
        )
    if status is PatientStatus.LOST:
        dues.close_dues(patient.id, {DueKind.AWAY_CALL}, closed_by=caused_by, at=at)
        waiting = dues.open_dues_of(patient.id, {DueKind.SEARCH})
        if waiting:
            return waiting[0].due_on
        return _owe(patient, search_owed(units_of(patient.id).village, on=on), caused_by, at)
    dues.close_dues(patient.id, IN_PLACE_OF_VISITS, closed_by=caused_by, at=at)
    return None


def owe_next_search(patient: Patient, *, caused_by: dues.RecordKey, at: datetime, on: date) -> date:
    """What came of a search was recorded: the next is owed, for as long as the person is lost [A]."""
    dues.close_dues(patient.id, {DueKind.SEARCH}, closed_by=caused_by, at=at)
    return _owe(patient, search_owed(units_of(patient.id).village, on=on, again=True), caused_by, at)


def _owe(patient: Patient, owed: Owed, caused_by: dues.RecordKey, at: datetime) -> date:
    kind, unit_id, role, due_on = owed
    dues.open_due(
        kind, patient_id=patient.id, unit_id=unit_id, role=role, started_by=caused_by, due_on=due_on, at=at
    )
    return due_on


def _last_contact(patient: Patient) -> date | None:
    """The day of the last call or visit that met anybody."""
    return db.session.scalar(
        select(Visit.visit_date)
        .where(
            Visit.patient_id.in_(records_of(patient.id)),
            Visit.superseded_at.is_(None),
            Visit.is_attempt.is_(False),
        )
        .order_by(Visit.visit_date.desc())
        .limit(1)
    )
