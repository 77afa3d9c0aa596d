"""Telling a patient or guardian who has read the file: that they asked is kept, and who told them."""

from __future__ import annotations

from datetime import datetime

from mhapp import db
from mhapp.domain.objection import LodgedFor
from mhapp.domain.viewer import Viewer
from mhapp.models import Patient, ReadersRequest
from mhapp.services import audit_chain


def note_request(
    patient: Patient, asked_for: LodgedFor, name: str, *, by: Viewer, at: datetime
) -> ReadersRequest:
    """Keep who asked to know. The list itself is then shown to print."""
    asked = ReadersRequest(
        patient_id=patient.id, asked_for=asked_for.value, name=name.strip(), account_id=by.account_id, at=at
    )
    db.session.add(asked)
    db.session.flush()
    audit_chain.record(
        "file:readers_told",
        at=at,
        by=by,
        kind="patient",
        subject=patient.public_id,
        detail=asked_for.value,
    )
    return asked
