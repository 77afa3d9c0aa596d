"""Drafts of the visit form: kept as one goes, one per author and person, read by nobody else, counted nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update

from mhapp import db
from mhapp.domain.viewer import Viewer
from mhapp.models import Patient, Submission, VisitDraft

KEPT_FOR = timedelta(days=14)
"""Then a draft is gone [A]."""


def draft_of(patient: Patient, *, by: Viewer, at: datetime) -> VisitDraft | None:
    """The author's own draft for this person, unless it has outlived its days."""
    return db.session.scalar(
        select(VisitDraft).where(
            VisitDraft.account_id == by.account_id,
            VisitDraft.patient_id == patient.id,
            VisitDraft.updated_at > at - KEPT_FOR,
        )
    )


def keep_draft(
    patient: Patient, fields: Mapping[str, list[str]], once_key: str, *, by: Viewer, at: datetime
) -> None:
    """Write the form as it stands over what was kept before."""
    kept = {"once_key": once_key, "fields": dict(fields), "updated_at": at}
    updated = db.session.execute(
        update(VisitDraft)
        .where(VisitDraft.account_id == by.account_id, VisitDraft.patient_id == patient.id)
        .values(**kept)
        .returning(VisitDraft.id)
    ).scalar_one_or_none()
    if updated is None and not _is_used(once_key, by):
        _forget_outlived(by, at)
        db.session.add(VisitDraft(account_id=by.account_id, patient_id=patient.id, started_at=at, **kept))
    db.session.flush()


def drop_draft(patient: Patient, *, by: Viewer) -> None:
    """Start again, or be done."""
    db.session.execute(
        _DROP, {"account_id": by.account_id, "patient_id": patient.id}, execution_options=_NONE_IS_LOADED
    )


# Built once: every visit ends a draft, and none is at hand then.
_DROP = delete(VisitDraft).where(
    VisitDraft.account_id == bindparam("account_id"), VisitDraft.patient_id == bindparam("patient_id")
)
_NONE_IS_LOADED = {"synchronize_session": False}


def _is_used(once_key: str, by: Viewer) -> bool:
    """Whether the form was sent already: an answer that comes late does not bring its draft back."""
    used = select(Submission.id).where(Submission.account_id == by.account_id, Submission.key == once_key)
    return db.session.scalar(used) is not None


def _forget_outlived(by: Viewer, at: datetime) -> None:
    db.session.execute(
        delete(VisitDraft).where(
            VisitDraft.account_id == by.account_id, VisitDraft.updated_at <= at - KEPT_FOR
        )
    )
