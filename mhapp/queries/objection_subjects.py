"""What may be objected to, and who took part in it: none of them answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, union

from mhapp import db
from mhapp.domain.objection import About
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.visit_report import Manner
from mhapp.models import (
    Account,
    AuditEvent,
    DangerRating,
    LevelDecision,
    Patient,
    ProposalStep,
    RegistrationSection,
    Unit,
    Visit,
)
from mhapp.queries.merged_records import records_of

OFFERED = 20
"""Records of a kind that may be objected to, the newest; what is older is said in words."""
REGISTERED = "patient:register"


@dataclass(frozen=True)
class Subject:
    """A record that may be objected to: what it is, its key, its day, and the role that made it."""

    about: About
    record_id: int
    words: str
    on: date
    made_by: Role

    @property
    def code(self) -> str:
        """Its name in a form: never more than the viewer may object to is accepted back."""
        return f"{self.about.value}.{self.record_id}"


def subjects_of(patient: Patient) -> list[Subject]:
    """What may be objected to, of a person already loaded through the viewer's scope, and of records read with
    theirs."""
    return [
        *_decisions(patient.id),
        *_ratings(patient.id),
        *_visits(patient.id),
        Subject(About.REGISTRATION, patient.id, "登记的信息", patient.confirmed_on, _registered_by(patient)),
    ]


def _registered_by(patient: Patient) -> Role:
    """The role that brought the person in: what a reviewer brought in with a roster, no reviewer answers for."""
    role = db.session.scalar(
        select(AuditEvent.role)
        .where(AuditEvent.subject_id == patient.public_id, AuditEvent.act == REGISTERED)
        .limit(1)
    )
    return Role(role) if role else Role.VILLAGE_CADRE


def _decisions(patient_id: int) -> list[Subject]:
    found = db.session.execute(
        select(LevelDecision, Unit.name)
        .join(Unit, Unit.id == LevelDecision.unit_id)
        .where(LevelDecision.patient_id.in_(records_of(patient_id)))
        .order_by(LevelDecision.id.desc())
        .limit(OFFERED)
    )
    return [
        Subject(
            About.DECISION,
            row.id,
            f"{unit}认定{RiskLevel(row.level).colour_word if row.level else '出库'}",
            row.effective_on,
            Role(row.decided_by_role),
        )
        for row, unit in found
    ]


def _ratings(patient_id: int) -> list[Subject]:
    found = db.session.scalars(
        select(DangerRating)
        .where(DangerRating.patient_id.in_(records_of(patient_id)))
        .order_by(DangerRating.rated_on.desc(), DangerRating.id.desc())
        .limit(1)
    )
    return [
        Subject(About.RATING, row.id, f"危险性评为{row.level}级", row.rated_on, Role.CLINIC_DOCTOR)
        for row in found
    ]


def _visits(patient_id: int) -> list[Subject]:
    found = db.session.scalars(
        select(Visit)
        .where(
            Visit.patient_id.in_(records_of(patient_id)),
            Visit.superseded_at.is_(None),
            Visit.points.is_not(None),
        )
        .order_by(Visit.visit_date.desc(), Visit.id.desc())
        .limit(OFFERED)
    )
    return [
        Subject(About.VISIT, row.id, f"{Manner(row.manner).label}随访", row.visit_date, Role.VILLAGE_CADRE)
        for row in found
    ]


def chain_of(about: About, record_id: int) -> set[int]:
    """The accounts that made a record or took a step towards it: none of them answers."""
    return set(db.session.scalars(_CHAINS[about](record_id)))


def _of_decision(record_id: int) -> Any:
    proposal = select(LevelDecision.proposal_id).where(LevelDecision.id == record_id).scalar_subquery()
    return union(
        select(LevelDecision.decided_by_id).where(LevelDecision.id == record_id),
        select(ProposalStep.account_id).where(ProposalStep.proposal_id == proposal),
    )


def _of_registration(record_id: int) -> Any:
    """Who filled in a section, and who registered the person, one by one or with a roster."""
    registered = (
        select(Account.id)
        .join(AuditEvent, AuditEvent.account_id == Account.public_id)
        .join(Patient, Patient.public_id == AuditEvent.subject_id)
        .where(Patient.id == record_id, AuditEvent.act == REGISTERED)
    )
    filled = select(RegistrationSection.saved_by_id).where(RegistrationSection.patient_id == record_id)
    return union(filled, registered)


_CHAINS: dict[About, Callable[[int], Any]] = {
    About.DECISION: _of_decision,
    About.RATING: lambda key: select(DangerRating.rated_by_id).where(DangerRating.id == key),
    About.VISIT: lambda key: select(Visit.author_id).where(Visit.id == key),
    About.REGISTRATION: _of_registration,
}
