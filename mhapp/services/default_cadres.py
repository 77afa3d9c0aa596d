"""Who is responsible for somebody new in a village, before anybody says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Appointment, CareAssignment, Patient, Unit


def default_cadres(village_ids: Collection[int], today: date, by: Viewer) -> dict[int, int]:
    """The responsible cadre by village: who acts if they are of it, else its only cadre; with several, nobody.

    For whom there is nobody stands on the lists of queries/without_cadre.py until one is given.
    """
    found = db.session.execute(
        select(Appointment.unit_id, Appointment.account_id)
        .join(Account, Account.id == Appointment.account_id)
        .where(
            Appointment.unit_id.in_(village_ids),
            Appointment.role == Role.VILLAGE_CADRE.value,
            Appointment.from_date <= today,
            Appointment.until_date.is_(None) | (Appointment.until_date >= today),
            Account.disabled_at.is_(None),
        )
    ).all()
    count = Counter(row.unit_id for row in found)
    return {
        row.unit_id: row.account_id
        for row in found
        if count[row.unit_id] == 1 or row.account_id == by.account_id
    }


def give_default_cadre(patient: Patient, village: Unit, *, by: Viewer, at: datetime) -> None:
    """The same for somebody who comes to live in a village and whom nobody answers for yet."""
    today = beijing_date(at)
    cadre_id = default_cadres([village.id], today, by).get(village.id)
    if cadre_id is not None:
        db.session.add(CareAssignment(patient_id=patient.id, account_id=cadre_id, from_date=today))
        db.session.flush()
