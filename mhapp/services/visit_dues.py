"""The due of the next visit by level, worked out again whenever a level, a proposal or a visit changes it."""

from __future__ import annotations

from datetime import date, datetime

from mhapp import db
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.visit_clock import visit_due, visit_due_after_rise
from mhapp.models import Patient
from mhapp.queries import policies
from mhapp.queries.responsibilities import units_of
from mhapp.queries.visit_facts import visit_facts_of
from mhapp.queries.visit_surroundings import Around
from mhapp.services import dues
from mhapp.services.contact_dues import renew_contact_due


def renew_visit_due(
    patient: Patient,
    *,
    caused_by: dues.RecordKey,
    at: datetime,
    on: date,
    around: Around | None = None,
    met_on: date | None = None,
) -> date | None:
    """Owe the next visit by today's facts, or the call or search the status asks for instead; None for neither.

    `around` and `met_on` (the last visit at which the patient was seen) spare the questions to who knows them.
    """
    contact_due = renew_contact_due(patient, caused_by=caused_by, at=at, on=on)
    if not PatientStatus(patient.status).is_visited:
        dues.close_dues(patient.id, {DueKind.VISIT, DueKind.VISIT_RETRY}, closed_by=caused_by, at=at)
        return contact_due
    if around is None:
        db.session.flush()
    units = around.units if around else units_of(patient.id)
    facts = visit_facts_of(patient, met_on=met_on, standing=around.standing if around else None)
    due_on = visit_due(facts, policies.clocks_of(units.county.path, on))
    return _owe(patient, units.village.id, due_on, caused_by, at)


def renew_visit_due_after_rise(
    patient: Patient, level: RiskLevel, *, caused_by: dues.RecordKey, at: datetime, on: date
) -> date | None:
    """Owe the next visit after a rise: the old date, or today and the new interval if that is earlier."""
    open_dues = dues.open_dues_of(patient.id, {DueKind.VISIT})
    if not open_dues or not PatientStatus(patient.status).is_visited:
        return renew_visit_due(patient, caused_by=caused_by, at=at, on=on)
    units = units_of(patient.id)
    due_on = visit_due_after_rise(open_dues[0].due_on, on, level, policies.clocks_of(units.county.path, on))
    return _owe(patient, units.village.id, due_on, caused_by, at)


def _owe(patient: Patient, village_id: int, due_on: date, caused_by: dues.RecordKey, at: datetime) -> date:
    """Close the open visit due, where it names another day, and owe the visit by `due_on`. One a person."""
    standing = dues.open_dues_of(patient.id, {DueKind.VISIT})
    if standing and standing[0].due_on == due_on:
        return due_on
    for due in standing:
        dues.close(due, closed_by=caused_by, at=at)
    dues.settle(patient.id)
    dues.open_due(
        DueKind.VISIT,
        patient_id=patient.id,
        unit_id=village_id,
        role=Role.VILLAGE_CADRE,
        started_by=caused_by,
        due_on=due_on,
        at=at,
    )
    return due_on
