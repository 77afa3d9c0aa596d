"""Marking a person for the justice office: it sees them from then on, and no longer once the mark is taken away."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.justice_mark import Marking, check_end, check_marking
from mhapp.domain.viewer import Viewer
from mhapp.models import JusticeMark, Patient
from mhapp.queries.justice_marks import grounds
from mhapp.services import audit_chain
from mhapp.services.proposal_rounds import lock_patient


def mark_for_justice(patient: Patient, said: Marking, *, by: Viewer, at: datetime) -> JusticeMark:
    """Open the narrow view of domain §12 to the justice office where the person lives, at once. Raises RuleBroken."""
    lock_patient(patient)
    check_marking(said, known=grounds(), marked=patient.marked_for_justice, today=beijing_date(at))
    mark = JusticeMark(
        patient_id=patient.id,
        ground=said.ground,
        reason=said.reason.strip(),
        marked_on=said.on,
        marked_by_id=by.account_id,
        marked_role=by.role.value,
        marked_at=at,
    )
    db.session.add(mark)
    patient.marked_for_justice = True
    db.session.flush()
    audit_chain.record(
        "justice:mark", at=at, by=by, kind="patient", subject=patient.public_id, detail=said.ground
    )
    return mark


def unmark_for_justice(patient: Patient, reason: str, on: date, *, by: Viewer, at: datetime) -> None:
    """Close it again, at once. A person marked before marks were kept has none to end. Raises RuleBroken."""
    lock_patient(patient)
    mark = db.session.scalar(
        select(JusticeMark).where(JusticeMark.patient_id == patient.id, JusticeMark.ended_at.is_(None))
    )
    since = mark.marked_on if mark else None
    check_end(reason, on, marked=patient.marked_for_justice, since=since, today=beijing_date(at))
    if mark is not None:
        mark.ended_on, mark.end_reason, mark.ended_at = on, reason.strip(), at
        mark.ended_by_id, mark.ended_role = by.account_id, by.role.value
    patient.marked_for_justice = False
    db.session.flush()
    audit_chain.record("justice:unmark", at=at, by=by, kind="patient", subject=patient.public_id)
