"""A person's recorded statuses: which stand, which were taken back, and what taking the last one back would restore."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.move import MoveKind
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.status_correction import Mistake, Recorded, last_record, may_correct
from mhapp.domain.viewer import Viewer
from mhapp.models import LevelDecision, Move, Patient, StatusChange

_CORRECTION = aliased(StatusChange)


def stands() -> ColumnElement[bool]:
    """A condition on StatusChange: it was not taken back, and takes nothing back."""
    return and_(
        StatusChange.corrects_id.is_(None), ~exists().where(_CORRECTION.corrects_id == StatusChange.id)
    )


def mistake_of(patient: Patient) -> Mistake | None:
    """The record a person's status rests on with what stood before it; None where there is nothing to take back.

    Who came back from beyond the county did so by a move of their own, which is no record to take back.
    """
    found = last_record([_recorded(row) for row in _rows(patient)], known_since=patient.confirmed_on)
    return None if found is not None and _is_arrival(found.record) else found


def correctable_by(viewer: Viewer, patient: Patient) -> Mistake | None:
    """As `mistake_of`, where this viewer may take it back."""
    found = mistake_of(patient)
    if found is None:
        return None
    row = db.session.get_one(StatusChange, found.record.key)
    may = may_correct(
        viewer.role,
        PatientStatus(patient.status),
        own=row.account_id == viewer.account_id,
        determined=was_determined(row),
    )
    return found if may else None


def was_determined(row: StatusChange) -> bool:
    """Whether a status came with what an authority determined: an exit, or being taken in again after one."""
    if row.previous_status == PatientStatus.EXITED:
        return True
    exit_ = exists().where(
        LevelDecision.patient_id == row.patient_id,
        LevelDecision.decided_at == row.at,
        LevelDecision.exit_ground.is_not(None),
    )
    return bool(db.session.scalar(select(exit_)))


def _is_arrival(record: Recorded) -> bool:
    arrived = (
        exists()
        .where(
            Move.patient_id == StatusChange.patient_id,
            Move.asked_at == StatusChange.at,
            Move.kind == MoveKind.IN.value,
        )
        .correlate(StatusChange)
    )
    query = select(StatusChange.id).where(StatusChange.id == record.key, arrived)
    return db.session.scalar(query) is not None


def _rows(patient: Patient) -> list[StatusChange]:
    return list(
        db.session.scalars(
            select(StatusChange).where(StatusChange.patient_id == patient.id).order_by(StatusChange.id)
        )
    )


def _recorded(row: StatusChange) -> Recorded:
    return Recorded(
        key=row.id,
        before=PatientStatus(row.previous_status),
        status=PatientStatus(row.status),
        since=row.since,
        source=row.source,
        before_since=row.previous_since,
        before_source=row.previous_source,
        corrects=row.corrects_id,
    )
