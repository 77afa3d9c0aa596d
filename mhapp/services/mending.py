"""Two records of one person read as one, and parted again; no row of either is moved or changed (domain §6)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.mending import check_merge, check_undo
from mhapp.domain.move import MoveState
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    CareAssignment,
    Designation,
    Letter,
    Move,
    Objection,
    Patient,
    RecordMerge,
    Responsibility,
    RewardPayment,
)
from mhapp.queries import policies
from mhapp.queries.responsibilities import units_of
from mhapp.services import audit_chain, dues
from mhapp.services.justice_marks import reread_mark
from mhapp.services.proposal_rounds import lock_patient, open_proposal_of
from mhapp.services.visit_dues import renew_visit_due

ANSWERING: tuple[Any, ...] = (Responsibility, CareAssignment)
"""The dated rows that say who answers for a record."""


def merge_records(kept: Patient, gone: Patient, reason: str, *, by: Viewer, at: datetime) -> RecordMerge:
    """From now on `gone` is read with `kept` and lies in nobody's scope; what it owed is owed no more.

    Raises RuleBroken where something that stands in the record to go would be lost.
    """
    for record in sorted(
        (kept, gone), key=lambda one: one.id
    ):  # always in this order: nobody waits in a circle
        lock_patient(record)
    if gone.merged_into_id is not None or kept.merged_into_id is not None:
        raise RuleBroken("其中一份已经并入别的档案，请刷新页面")
    check_merge(
        same_record=kept.id == gone.id,
        kept_level=_level(kept),
        gone_level=_level(gone),
        kept_has_number=kept.identity_number is not None,
        gone_has_number=gone.identity_number is not None,
        gone_has_proposal=open_proposal_of(gone.id) is not None,
        gone_has_others=_has_others(gone),
        reason=reason,
        kept_has_left=PatientStatus(kept.status).has_left,
        gone_has_left=PatientStatus(gone.status).has_left,
        gone_has_open=_open_in(gone, beijing_date(at)),
    )
    merge = RecordMerge(
        kept_id=kept.id,
        gone_id=gone.id,
        reason=reason.strip(),
        ended=_end_answering(gone, at),
        merged_by_id=by.account_id,
        merged_role=by.role.value,
        merged_at=at,
    )
    db.session.add(merge)
    gone.merged_into_id = kept.id
    db.session.flush()
    reread_mark(kept)
    this = ("record_merge", merge.id)
    dues.close_dues(gone.id, frozenset(DueKind), closed_by=this, at=at)
    renew_visit_due(kept, caused_by=this, at=at, on=beijing_date(at))
    for record in (kept, gone):
        audit_chain.record("patient:merge", at=at, by=by, kind="patient", subject=record.public_id)
    return merge


def undo_merge(merge: RecordMerge, reason: str, *, by: Viewer, at: datetime) -> Patient:
    """Part two records again, within the limit: the one that was gone answers for itself as before."""
    kept, gone = (db.session.get_one(Patient, key) for key in (merge.kept_id, merge.gone_id))
    for record in sorted((kept, gone), key=lambda one: one.id):
        lock_patient(record)
    db.session.refresh(merge)
    if merge.undone_at is not None:
        raise RuleBroken("这次合并已经撤销")
    today = beijing_date(at)
    days = policies.clocks_of(units_of(kept.id).county.path, today).days["record_merge_undo"]
    check_undo(beijing_date(merge.merged_at), today=today, days=days, reason=reason)
    gone.merged_into_id = None
    merge.undone_at, merge.undone_by_id, merge.undone_reason = at, by.account_id, reason.strip()
    _begin_answering(merge)
    db.session.flush()
    reread_mark(kept)
    this = ("record_merge", merge.id)
    _owe_again(gone, this, at)
    for record in (kept, gone):
        renew_visit_due(record, caused_by=this, at=at, on=today)
        audit_chain.record("patient:part", at=at, by=by, kind="patient", subject=record.public_id)
    return gone


def _end_answering(gone: Patient, at: datetime) -> dict[str, list[int]]:
    """Nobody answers for the record that goes: its dated rows end today; answers which."""
    today, ended = beijing_date(at), {}
    for model in ANSWERING:
        rows = db.session.scalars(
            select(model).where(model.patient_id == gone.id, model.until_date.is_(None))
        ).all()
        for row in rows:
            row.until_date = max(today, row.from_date)
        ended[model.__tablename__] = [row.id for row in rows]
    db.session.flush()
    return ended


def _begin_answering(merge: RecordMerge) -> None:
    for model in ANSWERING:
        for row in db.session.scalars(select(model).where(model.id.in_(merge.ended[model.__tablename__]))):
            row.until_date = None


def _owe_again(gone: Patient, merge: dues.RecordKey, at: datetime) -> None:
    """What the merge closed is owed again, by the same day; the visit is worked out anew."""
    for due in dues.dues_closed_by(merge, frozenset(DueKind) - {DueKind.VISIT}):
        if due.patient_id == gone.id:
            dues.open_due(
                DueKind(due.kind),
                patient_id=gone.id,
                unit_id=due.owed_by_unit_id,
                role=Role(due.owed_by_role),
                started_by=(due.started_by_kind, due.started_by_id),
                due_on=due.due_on,
                at=at,
            )


def _open_in(gone: Patient, today: date) -> str | None:
    """What somebody still works on in a record, in words: nobody could end it once the record is in no scope."""
    in_term = (Letter.ended_on.is_(None), Letter.term_until >= today)
    open_things: tuple[tuple[Any, tuple[Any, ...], str], ...] = (
        (Move, (Move.state == MoveState.ASKED.value,), "一件迁移在等对方接收"),
        (Objection, (Objection.outcome.is_(None),), "一件异议在等答复"),
        (Designation, (Designation.outcome.is_(None),), "一件指定监护人在办"),
        (Letter, (Letter.signed_on.is_not(None), *in_term), "签了字、还没有到期的责任书或协议"),
        (RewardPayment, (RewardPayment.state == "listed",), "一笔补助没有登记发放结果"),
    )
    for model, conditions, words in open_things:
        if db.session.scalar(select(model.id).where(model.patient_id == gone.id, *conditions).limit(1)):
            return words
    return None


def _has_others(patient: Patient) -> bool:
    found = db.session.scalar(select(Patient.id).where(Patient.merged_into_id == patient.id).limit(1))
    return found is not None


def _level(patient: Patient) -> RiskLevel | None:
    return RiskLevel(patient.level) if patient.level else None
