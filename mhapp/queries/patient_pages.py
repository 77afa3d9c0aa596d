"""A person's page for the offices: everything it may show, handed out as `Seen`; a block nobody may see is not read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.demographics import age_on
from mhapp.domain.diagnosis import CATEGORY, diagnosis_label
from mhapp.domain.disclosure import Group, Seen, may_see
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.masking import masked_identity_number, masked_phone
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.proposal import ProposalStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    Account,
    CareAssignment,
    DangerRating,
    Due,
    Guardian,
    Letter,
    LevelDecision,
    LevelProposal,
    Patient,
    Responsibility,
    Unit,
    Visit,
)
from mhapp.queries.patients import in_residence

VISITS_SHOWN = 5
RATINGS_SHOWN = 5


class PatientFacts:
    """A person with what stands around them, before disclosure: the fields of disclosure.FIELDS["patient"].

    What is not computed here is the record's own.
    """

    def __init__(self, patient: Patient, around: Any, rating: RatingFacts | None, on: date) -> None:
        self._patient = patient
        self.age = age_on(patient.birth_date, on)
        self.identity_number_masked = masked_identity_number(patient.identity_number)
        self.phone_masked = masked_phone(patient.phone)
        self.status = PatientStatus(patient.status)
        self.village_name: str = around.village
        self.township_name: str = around.township
        self.responsible_cadre: str | None = around.cadre
        self.level_since: date | None = around.effective_on
        self.review_by: date | None = around.review_by
        self.decided_by: str | None = around.decided_at
        self.next_visit_on: date | None = around.due_on
        self.rating = rating.level if rating else None
        self.rated_on = rating.rated_on if rating else None
        self.rated_by = rating.rated_by if rating else None
        self.diagnosis_category = CATEGORY
        self.diagnosis = diagnosis_label(patient.diagnosis_code)
        self.major_risk_term = RiskLevel(patient.level).major_risk_term if patient.level else None

    def __getattr__(self, field: str) -> Any:
        return getattr(self._patient, field)


@dataclass(frozen=True)
class RatingFacts:
    """One danger rating as a page shows it. Fields of disclosure.FIELDS["danger_rating"]."""

    level: int
    rated_on: date
    rated_by: str
    evidence: str


@dataclass(frozen=True)
class GuardianFacts:
    """A guardian as a page shows them. Fields of disclosure.FIELDS["guardian"]."""

    public_id: str
    name: str
    relation: str
    ability: str
    phone: str | None
    phone_masked: str | None


@dataclass(frozen=True)
class OpenProposal:
    """The proposal in hand: which level (None: an exit), since when, its opaque id."""

    public_id: str
    level: str | None
    opened_at: datetime
    status_label: str


@dataclass(frozen=True)
class PersonPage:
    """What the page draws. A block the viewer may not see is empty or None."""

    patient: Seen
    guardians: list[Seen]
    ratings: list[Seen]
    visits: list[Seen]
    proposal: OpenProposal | None
    letters: list[Letter]


def person_page(viewer: Viewer, patient: Patient, *, on: date) -> PersonPage:
    """Read a person already loaded through the viewer's scope. At most five statements."""
    role = viewer.role
    around = _around(patient)
    ratings = _ratings(patient) if may_see(role, Group.RATING) else []
    facts = PatientFacts(patient, around, ratings[0] if ratings else None, on)
    sees_level = may_see(role, Group.LEVEL)
    return PersonPage(
        patient=Seen("patient", facts, role),
        guardians=[Seen("guardian", one, role) for one in _guardians(patient)] if may_see(role, Group.GUARDIAN) else [],
        ratings=[Seen("danger_rating", one, role) for one in ratings],
        visits=[Seen("visit", one, role) for one in _visits(patient)] if sees_level else [],
        proposal=_proposal(around) if sees_level else None,
        letters=_letters(patient) if may_see(role, Group.LETTERS) else [],
    )


def _around(patient: Patient) -> Any:
    township, decider = aliased(Unit), aliased(Unit)
    return db.session.execute(
        select(Unit.name.label("village"), township.name.label("township"), Account.name.label("cadre"),
               LevelDecision.effective_on, LevelDecision.review_by, decider.name.label("decided_at"), Due.due_on,
               LevelProposal.public_id.label("proposal_id"), LevelProposal.target_level,
               LevelProposal.opened_at, LevelProposal.status.label("proposal_status"))
        .select_from(Patient)
        .join(Responsibility, in_residence())
        .join(Unit, Unit.id == Responsibility.unit_id)
        .join(township, township.id == Unit.parent_id)
        .outerjoin(CareAssignment, (CareAssignment.patient_id == Patient.id) & CareAssignment.until_date.is_(None))
        .outerjoin(Account, Account.id == CareAssignment.account_id)
        .outerjoin(LevelDecision, LevelDecision.id == Patient.level_decision_id)
        .outerjoin(decider, decider.id == LevelDecision.unit_id)
        .outerjoin(Due, (Due.patient_id == Patient.id) & (Due.kind == DueKind.VISIT.value) & Due.closed_at.is_(None))
        .outerjoin(LevelProposal, (LevelProposal.patient_id == Patient.id) & LevelProposal.closed_at.is_(None))
        .where(Patient.id == patient.id)
    ).one()  # fmt: skip


def _ratings(patient: Patient) -> list[RatingFacts]:
    found = db.session.execute(
        select(DangerRating.level, DangerRating.rated_on, DangerRating.evidence, Unit.name)
        .join(Unit, Unit.id == DangerRating.unit_id)
        .where(DangerRating.patient_id == patient.id)
        .order_by(DangerRating.rated_on.desc(), DangerRating.id.desc())
        .limit(RATINGS_SHOWN)
    )
    return [RatingFacts(row.level, row.rated_on, f"{row.name}卫生院", row.evidence) for row in found]


def _guardians(patient: Patient) -> list[GuardianFacts]:
    found = db.session.scalars(
        select(Guardian)
        .where(Guardian.patient_id == patient.id, Guardian.until_date.is_(None))
        .order_by(Guardian.place_in_order, Guardian.id)
    )
    return [
        GuardianFacts(one.public_id, one.name, one.relation, one.ability, one.phone, masked_phone(one.phone))
        for one in found
    ]


def _visits(patient: Patient) -> list[Visit]:
    return list(
        db.session.scalars(
            select(Visit)
            .where(Visit.patient_id == patient.id, Visit.superseded_at.is_(None))
            .order_by(Visit.visit_date.desc(), Visit.id.desc())
            .limit(VISITS_SHOWN)
        )
    )


def _proposal(around: Any) -> OpenProposal | None:
    if around.proposal_id is None:
        return None
    status = ProposalStatus(around.proposal_status)
    return OpenProposal(around.proposal_id, around.target_level, around.opened_at, status.label)


def _letters(patient: Patient) -> list[Letter]:
    return list(
        db.session.scalars(
            select(Letter).where(Letter.patient_id == patient.id).order_by(Letter.id.desc()).limit(5)
        )
    )
