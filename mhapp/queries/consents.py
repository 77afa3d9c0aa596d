"""What a person or the guardian has said to community care."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from mhapp import db
from mhapp.domain.consent import ConsentOutcome, SaidBy
from mhapp.models import Account, Consent, Patient, PolicyEdition


@dataclass(frozen=True)
class ConsentShown:
    """One statement as a page lists it. Fields of disclosure.FIELDS["consent"]."""

    public_id: str
    outcome: ConsentOutcome
    said_on: date
    said_by: SaidBy
    signer_name: str | None
    remark: str | None
    recorded_by: str
    recorded_at: datetime
    has_scan: bool
    text_edition: str | None
    """The wording that was signed; None before wordings were editions."""


def last_consent(patient_id: int) -> Consent | None:
    """The statement that stands; None while nobody was asked."""
    return db.session.scalar(
        select(Consent).where(Consent.patient_id == patient_id).order_by(Consent.id.desc()).limit(1)
    )


def consents_of(patient: Patient) -> list[ConsentShown]:
    """All statements, newest first."""
    found = db.session.execute(
        select(Consent, Account.name, PolicyEdition.edition)
        .join(Account, Account.id == Consent.recorded_by_id)
        .outerjoin(PolicyEdition, PolicyEdition.id == Consent.text_edition_id)
        .where(Consent.patient_id == patient.id)
        .order_by(Consent.id.desc())
    )
    return [
        ConsentShown(
            row.public_id,
            ConsentOutcome(row.outcome),
            row.said_on,
            SaidBy(row.said_by),
            row.signer_name,
            row.remark,
            name,
            row.recorded_at,
            row.file_id is not None,
            edition,
        )
        for row, name, edition in found
    ]
