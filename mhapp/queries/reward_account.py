"""The account a person's rewards go to: read only behind the permission to pay."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from mhapp import db
from mhapp.models import Patient, RewardAccount


@dataclass(frozen=True)
class AccountView:
    """The present account; `masked` shows its last four digits."""

    holder: str
    bank: str
    number: str
    masked: str


def account_of(patient: Patient) -> AccountView | None:
    """The account on record, or None."""
    row = db.session.scalar(
        select(RewardAccount).where(RewardAccount.patient_id == patient.id, RewardAccount.until_at.is_(None))
    )
    if row is None:
        return None
    return AccountView(row.holder, row.bank, row.number, f"**** {row.number[-4:]}")
