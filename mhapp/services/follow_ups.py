"""Recording that the first follow-up record (表8) stands in the national system, and taking that back."""

from __future__ import annotations

from datetime import date, datetime

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.errors import RuleBroken
from mhapp.domain.follow_up import check_national, check_withdrawal
from mhapp.domain.viewer import Viewer
from mhapp.models import NationalFollowUp, Patient
from mhapp.queries.follow_ups import standing_national
from mhapp.services import audit_chain


def record_national(patient: Patient, first_on: date, *, by: Viewer, at: datetime) -> NationalFollowUp:
    """Keep that the first 表8, of the day `first_on`, stands in the national system. Raises RuleBroken."""
    if standing_national(patient) is not None:
        raise RuleBroken("国家系统里的表8已经登记过，登错了请先撤回")
    check_national(first_on, born=patient.birth_date, today=beijing_date(at))
    row = NationalFollowUp(
        patient_id=patient.id,
        first_on=first_on,
        recorded_by_id=by.account_id,
        recorded_role=by.role.value,
        recorded_at=at,
    )
    db.session.add(row)
    db.session.flush()
    audit_chain.record("follow_up:national", at=at, by=by, kind="patient", subject=patient.public_id)
    return row


def withdraw_national(patient: Patient, reason: str, *, by: Viewer, at: datetime) -> None:
    """Take it back, where it was written wrongly; the row stays. Raises RuleBroken."""
    row = standing_national(patient)
    if row is None:
        raise RuleBroken("没有登记过，不用撤回")
    row.withdrawn_reason = check_withdrawal(reason)
    row.withdrawn_at, row.withdrawn_by_id = at, by.account_id
    db.session.flush()
    audit_chain.record("follow_up:withdraw", at=at, by=by, kind="patient", subject=patient.public_id)
