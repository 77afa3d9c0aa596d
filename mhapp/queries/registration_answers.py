"""What the registration form's sections hold of a person."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from mhapp import db
from mhapp.models import RegistrationSection


def section_of(patient_id: int, section: str) -> RegistrationSection | None:
    """One section as saved; None while nobody has."""
    return db.session.scalar(
        select(RegistrationSection).where(
            RegistrationSection.patient_id == patient_id, RegistrationSection.section == section
        )
    )


def sections_of(patient_id: int) -> dict[str, RegistrationSection]:
    """All saved sections by code."""
    found = db.session.scalars(
        select(RegistrationSection).where(RegistrationSection.patient_id == patient_id)
    )
    return {row.section: row for row in found}


def answers_of(row: RegistrationSection | None) -> dict[str, Any]:
    """The answers of a section, in the shape of domain.registration_form; empty while nobody has saved it."""
    return dict(json.loads(row.answers)) if row else {}


def lives_registered_elsewhere(patient_id: int) -> bool:
    """Whether the form says that the person is not registered where they live (常住类型 2)."""
    return bool(answers_of(section_of(patient_id, "residence")).get("residence_type") == "2")
