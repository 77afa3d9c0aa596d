"""A person as the head of a form names them: what the reader may not know is left out (domain §12)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.demographics import SEX_LABELS, age_on
from mhapp.domain.diagnosis import CATEGORY, diagnosis_label
from mhapp.domain.disclosure import Group, may_see
from mhapp.domain.masking import masked_identity_number, masked_phone
from mhapp.domain.paper_facts import PersonOnPaper
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Guardian, Patient, Responsibility, Unit
from mhapp.queries.registration_answers import diagnosed_on_in_words


def person_on_paper(viewer: Viewer, patient: Patient, *, on: date) -> PersonOnPaper:
    """Read a person already loaded through the viewer's scope. Two statements."""
    village, township = units_on_paper(patient.id)
    guardian = _guardian(patient.id) if may_see(viewer.role, Group.GUARDIAN) else None
    sees_guardian = may_see(viewer.role, Group.GUARDIAN)
    diagnosis = _diagnosis(viewer.role, patient)
    return PersonOnPaper(
        name=patient.name,
        sex=SEX_LABELS[patient.sex],
        age=age_on(patient.birth_date, on),
        birth_date=patient.birth_date,
        identity_number=masked_identity_number(patient.identity_number) or patient.no_identity_reason or "",
        phone=masked_phone(patient.phone) or "" if sees_guardian else None,
        address=patient.address or "",
        unit=f"{township.name}{village.name}{patient.group_label or ''}",
        management_number=patient.management_number or "",
        guardian=_named(guardian) if sees_guardian else None,
        guardian_phone=(masked_phone(guardian.phone) or "" if guardian else "") if sees_guardian else None,
        diagnosis=diagnosis[0],
        diagnosed_at=diagnosis[1],
        diagnosed_on=diagnosis[2],
    )


def person_of(patient_id: int) -> Patient:
    """Whose row it is: the person themselves, or whom their record was merged into."""
    patient = db.session.get_one(Patient, patient_id)
    return db.session.get_one(Patient, patient.merged_into_id) if patient.merged_into_id else patient


def units_on_paper(patient_id: int) -> tuple[Unit, Unit]:
    """Village and township a person lives in, or lived in last."""
    township = aliased(Unit)
    row = db.session.execute(
        select(Unit, township)
        .join(township, township.id == Unit.parent_id)
        .join(Responsibility, Responsibility.unit_id == Unit.id)
        .where(Responsibility.patient_id == patient_id, Responsibility.kind == "residence")
        .order_by(Responsibility.until_date.is_(None).desc(), Responsibility.id.desc())
        .limit(1)
    ).one()
    return row[0], row[1]


def _guardian(patient_id: int) -> Guardian | None:
    return db.session.scalars(
        select(Guardian)
        .where(Guardian.patient_id == patient_id, Guardian.until_date.is_(None))
        .order_by(Guardian.place_in_order, Guardian.id)
        .limit(1)
    ).one_or_none()


def _named(guardian: Guardian | None) -> str:
    return f"{guardian.name}（{guardian.relation}）" if guardian else "没有监护人"


def _diagnosis(role: Role, patient: Patient) -> tuple[str | None, str | None, str | None]:
    if may_see(role, Group.DIAGNOSIS):
        words = diagnosed_on_in_words(patient)
        return diagnosis_label(patient.diagnosis_code), patient.diagnosed_at or "", words
    return (CATEGORY if may_see(role, Group.DIAGNOSIS_CATEGORY) else None), None, None
