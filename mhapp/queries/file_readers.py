"""Who has read a person's file: each act on it as the audit trail has it, in words, newest first. Two statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from mhapp import db
from mhapp.domain.audit_acts import act_label
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, AuditEvent, Patient, ReadersRequest, Unit
from mhapp.queries.merged_records import records_of
from mhapp.queries.scope import in_scope

PAGE_SIZE = 50
MOST_ON_PAPER = 500


@dataclass(frozen=True)
class Reading:
    """One act on the file: who, of which unit and role, when, what kind of act."""

    at: datetime
    who: str
    unit: str
    role: str
    act: str


@dataclass(frozen=True)
class Readings:
    """One page, newest first."""

    rows: list[Reading]
    total: int
    page: int
    pages: int


def readings_of(patient: Patient, page: int, size: int = PAGE_SIZE) -> Readings:
    """`page` from 1, of a person already loaded through the viewer's scope; what was done to a record that was
    merged into theirs was done to them."""
    of_them = select(Patient.public_id).where(Patient.id.in_(records_of(patient.id)))
    mine = AuditEvent.subject_id.in_(of_them)
    total = db.session.scalar(select(func.count(AuditEvent.seq)).where(mine)) or 0
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    found = db.session.execute(
        select(AuditEvent, Account.name, Unit.name.label("unit"))
        .outerjoin(Account, Account.public_id == AuditEvent.account_id)
        .outerjoin(Unit, Unit.path == AuditEvent.unit_path)
        .where(mine)
        .order_by(AuditEvent.seq.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    return Readings([_reading(*row) for row in found], total, page, pages)


def requests_taken_by(viewer: Viewer) -> Select[ReadersRequest]:
    """What this person was asked to show, of people in scope."""
    return (
        select(ReadersRequest)
        .join(Patient, Patient.id == ReadersRequest.patient_id)
        .where(in_scope(viewer), ReadersRequest.account_id == viewer.account_id)
    )


def _reading(event: AuditEvent, name: str | None, unit: str | None) -> Reading:
    return Reading(
        event.at,
        name or "系统",
        unit or "",
        Role(event.role).label if event.role else "",
        act_label(event.act),
    )
