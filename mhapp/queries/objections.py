"""Objections: those of a person, those that wait for an answer, what may be objected to, and who took part in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select, union
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.disclosure import Seen
from mhapp.domain.objection import About, LodgedFor, Outcome
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.domain.visit_report import Manner
from mhapp.models import (
    Account,
    AuditEvent,
    DangerRating,
    LevelDecision,
    Objection,
    Patient,
    ProposalStep,
    RegistrationSection,
    Responsibility,
    Unit,
    Visit,
)
from mhapp.queries.due_subjects import owner_of
from mhapp.queries.merged_records import of_person, records_of
from mhapp.queries.paging import Paged, read_page
from mhapp.queries.scope import in_residence, in_scope

OFFERED = 5
"""Records of a kind that may be objected to, the newest."""
PAGE_SIZE = 30
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


@dataclass(frozen=True)
class ObjectionShown:
    """One objection as a page draws it. Fields of disclosure.FIELDS["objection"]."""

    public_id: str
    number: str
    patient_id: str
    name: str
    village_name: str
    about: About
    record_words: str
    lodged_for: LodgedFor
    lodger_name: str | None
    lodged_on: date
    words: str
    entered_by: str
    answered_by_office: str
    due_on: date
    outcome: Outcome | None
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


def subjects_of(patient: Patient) -> list[Subject]:
    """What may be objected to, of a person already loaded through the viewer's scope."""
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
        .where(LevelDecision.patient_id == patient_id)
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
        .where(DangerRating.patient_id == patient_id)
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
        .where(Visit.patient_id == patient_id, Visit.superseded_at.is_(None), Visit.points.is_not(None))
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


def objections_seen_by(viewer: Viewer) -> Select[Objection]:
    """Objections about people in the viewer's scope."""
    return (
        select(Objection)
        .select_from(Objection)
        .join(Patient, of_person(Objection.patient_id))
        .where(in_scope(viewer))
    )


def objections_of(viewer: Viewer, patient: Patient) -> list[Seen]:
    """A person's, newest first; the person already loaded through the viewer's scope."""
    return _shown(viewer, Objection.patient_id.in_(records_of(patient.id)))


def waiting_for(viewer: Viewer, *, page: int) -> Paged[Seen]:
    """Those the viewer's office answers and has not answered, the earliest due first."""
    waiting = _rows(viewer, *_own(viewer), Objection.outcome.is_(None))
    return _page(viewer, waiting.order_by(Objection.due_on, Objection.id), page)


def answered_by_office(viewer: Viewer, *, page: int) -> Paged[Seen]:
    """Those the viewer's office answered, newest first."""
    answered = _rows(viewer, *_own(viewer), Objection.outcome.is_not(None))
    return _page(viewer, answered.order_by(Objection.id.desc()), page)


def details_of(viewer: Viewer, objection: Objection) -> Seen:
    """One already loaded through the viewer's scope."""
    return _shown(viewer, Objection.id == objection.id)[0]


def _own(viewer: Viewer) -> tuple[Any, ...]:
    return (Objection.unit_id == viewer.unit_id, Objection.answering_role == viewer.role.value)


def _page(viewer: Viewer, query: Select[Any], page: int) -> Paged[Seen]:
    found = read_page(query, page=page, size=PAGE_SIZE)
    return found.each(lambda row: Seen("objection", _one(*row), viewer.role))


def _shown(viewer: Viewer, *conditions: Any) -> list[Seen]:
    found = db.session.execute(_rows(viewer, *conditions).order_by(Objection.id.desc()))
    return [Seen("objection", _one(*row), viewer.role) for row in found]


def _rows(viewer: Viewer, *conditions: Any) -> Any:
    entered, answered, office = aliased(Account), aliased(Account), aliased(Unit)
    return (
        select(Objection, Patient, Unit.name, office.name, entered.name, answered.name)
        .select_from(Objection)
        .join(Patient, of_person(Objection.patient_id))
        .join(Responsibility, in_residence())
        .join(Unit, Unit.id == Responsibility.unit_id)
        .join(office, office.id == Objection.unit_id)
        .join(entered, entered.id == Objection.entered_by_id)
        .outerjoin(answered, answered.id == Objection.answered_by_id)
        .where(in_scope(viewer), *conditions)
    )


def _one(
    row: Objection, patient: Patient, village: str, office: str, entered_by: str, answered_by: str | None
) -> ObjectionShown:
    about = About(row.about)
    return ObjectionShown(
        row.public_id, row.number, patient.public_id, patient.name, village, about, row.record_words,
        LodgedFor(row.lodged_for), row.lodger_name, row.lodged_on, row.words,
        f"{Role(row.entered_role).label} {entered_by}",
        owner_of(office, Role(row.answering_role)),
        row.due_on, Outcome(row.outcome) if row.outcome else None, row.answer, answered_by, row.answered_at,
    )  # fmt: skip
