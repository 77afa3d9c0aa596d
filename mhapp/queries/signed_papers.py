"""Scans that hang on a record of their own: signed letters, consent sheets, decisions made on paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from mhapp import db
from mhapp.domain.file_disclosure import may_see_page
from mhapp.domain.file_page import PageKind
from mhapp.domain.roles import Role
from mhapp.models import Consent, Letter, LevelDecision, StoredFile
from mhapp.queries.merged_records import records_of


def signed_letters(patient_id: int) -> list[Letter]:
    """Every letter that was signed, oldest first, those that have ended too."""
    query = select(Letter).where(Letter.patient_id.in_(records_of(patient_id)), Letter.signed_on.is_not(None))
    return list(db.session.scalars(query.order_by(Letter.signed_on, Letter.id)))


def signed_copies(role: Role, patient_id: int) -> list[tuple[PageKind, date, StoredFile]]:
    """(kind of page, day on it, file) of the scans a role may see, in the order of the parts."""
    queries: dict[PageKind, Any] = {
        PageKind.CONSENT: select(Consent.said_on, StoredFile)
        .join(StoredFile, StoredFile.id == Consent.file_id)
        .where(Consent.patient_id.in_(records_of(patient_id)))
        .order_by(Consent.id),
        PageKind.PAPER_DECISION: select(LevelDecision.effective_on, StoredFile)
        .join(StoredFile, StoredFile.id == LevelDecision.paper_file_id)
        .where(LevelDecision.patient_id.in_(records_of(patient_id)))
        .order_by(LevelDecision.id),
        PageKind.SIGNED_LETTER: select(Letter.signed_on, StoredFile)
        .join(StoredFile, StoredFile.id == Letter.signed_file_id)
        .where(Letter.patient_id.in_(records_of(patient_id)))
        .order_by(Letter.id),
    }
    return [
        (kind, day, stored)
        for kind, query in queries.items()
        if may_see_page(role, kind)
        for day, stored in db.session.execute(query)
    ]
