"""Entries into the lists kept elsewhere."""

from __future__ import annotations

from datetime import date

from mhapp.db import session
from mhapp.domain.roles import Role
from mhapp.models import Due, ListEntry, Patient, Unit
from tests.factories.patients import at_noon

ASKED = date(2026, 7, 1)


def a_list_entry(
    patient: Patient,
    township: Unit,
    *,
    system: str = "key_person",
    act: str = "enter",
    role: Role = Role.POLICE_OFFICER,
    grade: str | None = None,
) -> ListEntry:
    """One open entry owed by an office of the township, with its due."""
    entry = ListEntry(
        patient_id=patient.id, system=system, act=act, control_grade=grade, owed_by_unit_id=township.id,
        owed_by_role=role, asked_at=at_noon(ASKED), due_on=ASKED,
    )  # fmt: skip
    session.add(entry)
    session.flush()
    session.add(
        Due(
            kind="list_entry", patient_id=patient.id, owed_by_unit_id=township.id, owed_by_role=role,
            started_by_kind="list_entry", started_by_id=entry.id, started_at=at_noon(ASKED), due_on=ASKED,
        )
    )  # fmt: skip
    session.flush()
    return entry
