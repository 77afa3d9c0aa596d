"""Marking a person for the justice office: it sees them from then on, and no longer once the mark is taken away."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Select, select, update

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.justice_mark import Marking, check_end, check_marking
from mhapp.domain.viewer import Viewer
from mhapp.models import JusticeMark, Patient
from mhapp.queries.justice_marks import grounds
from mhapp.queries.merged_records import records_of
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
    # Without the ground: who reads the trail may not know it.
    audit_chain.record("justice:mark", at=at, by=by, kind="patient", subject=patient.public_id)
    return mark


def unmark_for_justice(patient: Patient, reason: str, on: date, *, by: Viewer, at: datetime) -> None:
    """Close it again, at once, also where a record read with this one was marked. Raises RuleBroken."""
    lock_patient(patient)
    marks = db.session.scalars(_open_marks(patient)).all()
    since = max((mark.marked_on for mark in marks), default=None)  # none: marked before marks were kept
    check_end(reason, on, marked=patient.marked_for_justice, since=since, today=beijing_date(at))
    for mark in marks:
        mark.ended_on, mark.end_reason, mark.ended_at = on, reason.strip(), at
        mark.ended_by_id, mark.ended_role = by.account_id, by.role.value
    db.session.execute(
        update(Patient).where(Patient.id.in_(records_of(patient.id))).values(marked_for_justice=False)
    )
    db.session.flush()
    audit_chain.record("justice:unmark", at=at, by=by, kind="patient", subject=patient.public_id)


def reread_mark(patient: Patient) -> None:
    """Whether the person is marked, after records were merged or parted: by the marks of all that are read as one."""
    patient.marked_for_justice = db.session.scalar(_open_marks(patient).limit(1)) is not None


def _open_marks(patient: Patient) -> Select[JusticeMark]:
    return select(JusticeMark).where(
        JusticeMark.patient_id.in_(records_of(patient.id)), JusticeMark.ended_at.is_(None)
    )
