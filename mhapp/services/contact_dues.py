"""What is owed instead of visits while somebody is away or lost: a call a month, a search (domain §1)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from mhapp import db
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.roles import Role
from mhapp.models import Patient, Visit
from mhapp.queries import policies
from mhapp.queries.merged_records import records_of
from mhapp.queries.responsibilities import units_of
from mhapp.services import dues

IN_PLACE_OF_VISITS = frozenset({DueKind.AWAY_CALL, DueKind.SEARCH})


def renew_contact_due(patient: Patient, *, caused_by: dues.RecordKey, at: datetime, on: date) -> date | None:
    """Owe the call or the search that the person's status asks for; None where it asks for neither."""
    status = PatientStatus(patient.status)
    if status is PatientStatus.AWAY:
        dues.close_dues(patient.id, IN_PLACE_OF_VISITS, closed_by=caused_by, at=at)
        return _owe_call(patient, caused_by, at, on)
    if status is PatientStatus.LOST:
        dues.close_dues(patient.id, {DueKind.AWAY_CALL}, closed_by=caused_by, at=at)
        waiting = dues.open_dues_of(patient.id, {DueKind.SEARCH})
        return waiting[0].due_on if waiting else _owe_search(patient, caused_by, at, on)
    dues.close_dues(patient.id, IN_PLACE_OF_VISITS, closed_by=caused_by, at=at)
    return None


def owe_next_search(patient: Patient, *, caused_by: dues.RecordKey, at: datetime, on: date) -> date:
    """What came of a search was recorded: the next is owed, for as long as the person is lost [A]."""
    dues.close_dues(patient.id, {DueKind.SEARCH}, closed_by=caused_by, at=at)
    days = policies.clocks_of(units_of(patient.id).county.path, on).days["search_again"]
    return _search(patient, date.fromordinal(on.toordinal() + days), caused_by, at)


def _owe_call(patient: Patient, caused_by: dues.RecordKey, at: datetime, on: date) -> date:
    units = units_of(patient.id)
    clocks = policies.clocks_of(units.county.path, on)
    # Nobody is late for a call that nothing asked for before the person went away.
    due_on = max(clocks.away_call_due(_last_contact(patient) or patient.status_since), patient.status_since)
    dues.open_due(
        DueKind.AWAY_CALL,
        patient_id=patient.id,
        unit_id=units.village.id,
        role=Role.VILLAGE_CADRE,
        started_by=caused_by,
        due_on=due_on,
        at=at,
    )
    return due_on


def _last_contact(patient: Patient) -> date | None:
    """The day of the last call or visit that met anybody."""
    return db.session.scalar(
        select(Visit.visit_date)
        .where(Visit.patient_id.in_(records_of(patient.id)), Visit.superseded_at.is_(None), Visit.is_attempt.is_(False))
        .order_by(Visit.visit_date.desc())
        .limit(1)
    )


def _owe_search(patient: Patient, caused_by: dues.RecordKey, at: datetime, on: date) -> date:
    county = units_of(patient.id).county.path
    clocks, calendar = policies.clocks_of(county, on), policies.calendar_of(county, on)
    return _search(patient, clocks.working_due("search", on, calendar).day, caused_by, at)


def _search(patient: Patient, due_on: date, caused_by: dues.RecordKey, at: datetime) -> date:
    dues.open_due(
        DueKind.SEARCH,
        patient_id=patient.id,
        unit_id=units_of(patient.id).township.id,
        role=Role.POLICE_OFFICER,
        started_by=caused_by,
        due_on=due_on,
        at=at,
    )
    return due_on
