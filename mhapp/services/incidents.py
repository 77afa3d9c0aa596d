"""Recording an incident, and putting one right: a new row that names the old, which is superseded."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.incident import IncidentFacts, check_incident
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Incident, Patient
from mhapp.queries import policies
from mhapp.queries.responsibilities import UnitsOfPerson, units_of
from mhapp.services import audit_chain, dues
from mhapp.services.numbers import next_number

SERIES = "incident"
FEWEST_WORDS = 5
"""Characters of why a record is put right."""


def record_incident(patient: Patient, facts: IncidentFacts, *, by: Viewer, at: datetime) -> Incident:
    """Keep an incident of a person; the clinic owes a reassessment of the danger at once (R11), but of who has died.

    Raises RuleBroken at the field that has to be mended.
    """
    facts = check_incident(facts, today=beijing_date(at))
    units = units_of(patient.id)
    incident = _add(patient.id, units.township.id, units.township.short_name, facts, by=by, at=at)
    if not PatientStatus(patient.status).is_over:
        _ask_for_rating(incident, units, at=at)
    audit_chain.record("incident:record", at=at, by=by, kind="incident", subject=incident.public_id)
    return incident


def correct_incident(
    old: Incident, facts: IncidentFacts, *, reason: str, by: Viewer, at: datetime
) -> Incident:
    """Put a record right. Raises RuleBroken where it has been already, or without a reason."""
    facts = check_incident(facts, today=beijing_date(at))
    if old.superseded_at is not None:
        raise RuleBroken("这条记录已经更正过，请在更正后的记录上再更正")
    if len(reason.strip()) < FEWEST_WORDS:
        raise RuleBroken(f"请写明为什么更正，至少{FEWEST_WORDS}个字", "reason")
    units = units_of(old.patient_id)
    new = _add(
        old.patient_id, old.unit_id, units.township.short_name, facts,
        by=by, at=at, corrects=old, reason=reason.strip(),
    )  # fmt: skip
    old.superseded_at = at
    db.session.flush()
    audit_chain.record("incident:correct", at=at, by=by, kind="incident", subject=new.public_id)
    return new


def _add(
    patient_id: int,
    unit_id: int,
    short_name: str,
    facts: IncidentFacts,
    *,
    by: Viewer,
    at: datetime,
    corrects: Incident | None = None,
    reason: str | None = None,
) -> Incident:
    year = beijing_date(at).year
    values = asdict(facts) | {"happened_at": facts.happened_at or None}
    incident = Incident(
        **values,
        number=f"{short_name}事〔{year}〕{next_number(unit_id, SERIES, year):04d}号",
        patient_id=patient_id,
        unit_id=unit_id,
        entered_by_id=by.account_id,
        entered_by_role=by.role.value,
        entered_at=at,
        corrects_id=corrects.id if corrects else None,
        correction_reason=reason,
    )
    db.session.add(incident)
    db.session.flush()
    return incident


def _ask_for_rating(incident: Incident, units: UnitsOfPerson, *, at: datetime) -> None:
    """R11: by the clinic's next working day, unless one was asked for today already [A]."""
    today = beijing_date(at)
    waiting = dues.open_dues_of(incident.patient_id, {DueKind.DANGER_REASSESSMENT})
    if any(beijing_date(due.started_at) == today for due in waiting):
        return
    clocks = policies.clocks_of(units.county.path, today)
    dues.open_due(
        DueKind.DANGER_REASSESSMENT,
        patient_id=incident.patient_id,
        unit_id=units.township.id,
        role=Role.CLINIC_DOCTOR,
        started_by=("incident", incident.id),
        due_on=clocks.working_due("reassessment", today, policies.calendar_of(units.county.path, today)).day,
        at=at,
    )
