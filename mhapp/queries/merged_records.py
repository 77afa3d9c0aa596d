"""Two records of one person are read together: which rows belong to a person, and what is known of merges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Select, func, or_, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.demographics import SEX_LABELS, age_on
from mhapp.domain.disclosure import Seen
from mhapp.domain.masking import masked_identity_number, masked_phone
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Patient, RecordMerge, Responsibility, Unit, Visit
from mhapp.queries.policies import clocks_of
from mhapp.queries.scope import in_residence, in_scope

_RECORD = aliased(Patient)


def records_of(patient_id: int | BindParameter[Any]) -> Select[int]:
    """The ids of the person's own record and of those that point at it; a parameter for a query built once."""
    return select(_RECORD.id).where(or_(_RECORD.id == patient_id, _RECORD.merged_into_id == patient_id))


def of_person(column: Any) -> Any:
    """The join from a row's patient to the person it is read with: themselves, or whose record theirs points at."""
    pointed = (
        select(_RECORD.merged_into_id).where(_RECORD.id == column).correlate_except(_RECORD).scalar_subquery()
    )
    return Patient.id == func.coalesce(pointed, column)


@dataclass(frozen=True)
class RecordSide:
    """One of two records beside the other. Fields of disclosure.FIELDS["record_side"]."""

    public_id: str
    name: str
    sex: str
    age: int | None
    birth_date: date | None
    identity_number_masked: str | None
    phone_masked: str | None
    address: str | None
    village_name: str
    management_number: str | None
    confirmed_on: date
    status: PatientStatus
    level: str | None
    visits: int


@dataclass(frozen=True)
class MergeRow:
    """A merge that stands. `until`: the last day it may be undone."""

    public_id: str
    gone_number: str
    reason: str
    merged_by: str
    merged_at: datetime
    until: date


def record_side(viewer: Viewer, patient: Patient, *, on: date) -> Seen:
    """Read a record already loaded through the viewer's scope. Two statements."""
    village = db.session.scalar(
        select(Unit.name)
        .select_from(Patient)
        .join(Responsibility, in_residence())
        .join(Unit, Unit.id == Responsibility.unit_id)
        .where(Patient.id == patient.id)
    )
    visits = db.session.scalar(
        select(func.count())
        .select_from(Visit)
        .where(Visit.patient_id.in_(records_of(patient.id)), Visit.superseded_at.is_(None))
    )
    side = RecordSide(
        public_id=patient.public_id,
        name=patient.name,
        sex=SEX_LABELS[patient.sex],
        age=age_on(patient.birth_date, on),
        birth_date=patient.birth_date,
        identity_number_masked=masked_identity_number(patient.identity_number) or patient.no_identity_reason,
        phone_masked=masked_phone(patient.phone),
        address=patient.address,
        village_name=village or "",
        management_number=patient.management_number,
        confirmed_on=patient.confirmed_on,
        status=PatientStatus(patient.status),
        level=patient.level,
        visits=visits or 0,
    )
    return Seen("record_side", side, viewer.role)


def likely_same(viewer: Viewer, patient: Patient) -> list[Patient]:
    """Other people in scope with the same name: whether they are one is for a person to judge."""
    query = (
        select(Patient)
        .where(in_scope(viewer), Patient.id != patient.id, Patient.name == patient.name)
        .order_by(Patient.id)
    )
    return list(db.session.scalars(query))


def by_management_number(viewer: Viewer, number: str) -> Patient | None:
    """A person in scope by the number on the paper file."""
    return db.session.scalar(
        select(Patient).where(in_scope(viewer), Patient.management_number == number.strip())
    )


def merges_into(viewer: Viewer, patient: Patient, *, on: date) -> list[MergeRow]:
    """The merges that stand into this record, newest first."""
    limit = timedelta(days=clocks_of(viewer.unit_path, on).days["record_merge_undo"])
    found = db.session.execute(
        select(RecordMerge.public_id, Patient.management_number, RecordMerge.reason, Account.name,
               RecordMerge.merged_at)
        .join(Patient, Patient.id == RecordMerge.gone_id)
        .join(Account, Account.id == RecordMerge.merged_by_id)
        .where(RecordMerge.kept_id == patient.id, RecordMerge.undone_at.is_(None))
        .order_by(RecordMerge.id.desc())
    )  # fmt: skip
    return [
        MergeRow(row[0], row[1] or "无编号", row[2], row[3], row[4], beijing_date(row[4]) + limit)
        for row in found
    ]


def kept_of(merge: RecordMerge) -> Patient:
    """The record that stays."""
    return db.session.get_one(Patient, merge.kept_id)


def merges_seen_by(viewer: Viewer) -> Select[Any]:
    """Merges into a record in the viewer's scope."""
    return select(RecordMerge).join(Patient, Patient.id == RecordMerge.kept_id).where(in_scope(viewer))


def people_merged_from(viewer: Viewer, public_id: str) -> Select[Patient]:
    """The person in the viewer's scope that a merged record is read with."""
    gone = select(_RECORD.merged_into_id).where(_RECORD.public_id == public_id).scalar_subquery()
    return select(Patient).where(in_scope(viewer), Patient.id == gone)
