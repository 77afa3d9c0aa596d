"""People in care, their guardians, ratings and levels."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from mhapp.crypto import blind_index
from mhapp.db import session
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.models import (
    Account,
    CareAssignment,
    DangerRating,
    Guardian,
    LevelDecision,
    Patient,
    Responsibility,
    Unit,
)
from tests.factories.numbers import Numbers
from tests.factories.people import an_account
from tests.factories.units import a_village, parent_of

CONFIRMED = date(2025, 1, 10)
_numbers = Numbers()


def a_patient(
    village: Unit | None = None,
    *,
    name: str | None = None,
    cadre: Account | None = None,
    level: RiskLevel | None = None,
    level_since: date = date(2026, 6, 1),
    review_by: date = date(2027, 6, 1),
    status: PatientStatus = PatientStatus.COMMUNITY,
    confirmed_on: date = CONFIRMED,
    identity_number: str | None = None,
    phone: str | None = None,
) -> Patient:
    """A person living in a village (a new one unless told), determined on paper where a level is given."""
    village = village or a_village()
    number = _numbers.next()
    identity_number = identity_number or f"50019919800101{number:04d}"
    patient = Patient(
        name=name or f"患者{number}",
        sex="1",
        birth_date=date(1980, 1, 1),
        identity_number=identity_number,
        identity_index=blind_index("identity", identity_number),
        phone=phone,
        phone_index=blind_index("phone", phone) if phone else None,
        phone_tail_index=blind_index("phone_tail", phone) if phone else None,
        address=f"{village.name}3组{number}号",
        group_label="3组",
        diagnosis_code="F20",
        confirmed_on=confirmed_on,
        management_number=f"M{number:08d}",
        status=status,
        status_since=confirmed_on,
        created_at=at_noon(confirmed_on),
    )
    session.add(patient)
    session.flush()
    session.add(Responsibility(
        patient_id=patient.id, unit_id=village.id, kind="residence", from_date=confirmed_on
    ))  # fmt: skip
    if cadre:
        session.add(CareAssignment(patient_id=patient.id, account_id=cadre.id, from_date=confirmed_on))
    if level:
        give_level(patient, level, village, since=level_since, review_by=review_by)
    session.flush()
    return patient


def registered_in(patient: Patient, village: Unit) -> Responsibility:
    """The person's registration is in this village: dual listing where they live in another."""
    listed = Responsibility(
        patient_id=patient.id, unit_id=village.id, kind="registration", from_date=patient.confirmed_on
    )
    session.add(listed)
    session.flush()
    return listed


def give_level(
    patient: Patient, level: RiskLevel, village: Unit, *, since: date, review_by: date
) -> LevelDecision:
    """A level determined on paper before the program came, by somebody of the township."""
    township = parent_of(village)
    reviewer = an_account(Role.TOWNSHIP_REVIEWER, township)
    decision = LevelDecision(
        patient_id=patient.id,
        level=level,
        source="paper",
        decided_by_id=reviewer.id,
        decided_by_role=Role.TOWNSHIP_REVIEWER,
        unit_id=township.id,
        decided_at=at_noon(since),
        effective_on=since,
        review_by=review_by,
        reason="按纸质档案登记",
    )
    session.add(decision)
    session.flush()
    patient.level, patient.level_decision_id = level, decision.id
    session.flush()
    return decision


def a_guardian(patient: Patient, *, name: str = "监护人甲", phone: str = "19800000001") -> Guardian:
    """A guardian with a phone."""
    guardian = Guardian(
        patient_id=patient.id,
        name=name,
        relation="父亲",
        phone=phone,
        phone_index=blind_index("phone", phone),
        from_date=patient.confirmed_on,
    )
    session.add(guardian)
    session.flush()
    return guardian


def a_rating(
    patient: Patient,
    level: int,
    rated_on: date,
    *,
    doctor: Account | None = None,
    township: Unit | None = None,
    evidence: str = "面谈与家属叙述",
) -> DangerRating:
    """A danger rating by a doctor of a township (new ones unless told)."""
    if township is None:
        village = session.query(Unit).join(Responsibility).filter_by(patient_id=patient.id).first()
        assert village is not None
        township = parent_of(village)
    doctor = doctor or an_account(Role.CLINIC_DOCTOR, township)
    rating = DangerRating(
        patient_id=patient.id,
        level=level,
        rated_on=rated_on,
        evidence=evidence,
        rated_by_id=doctor.id,
        unit_id=township.id,
        created_at=at_noon(rated_on),
    )
    session.add(rating)
    session.flush()
    return rating


def at_noon(day: date) -> datetime:
    """Noon in Beijing on a day, as an aware instant."""
    return datetime.combine(day, time(12), UTC) - timedelta(hours=8)
