"""What a visit form stands on: the person, the sheet and rating it is scored with, the proposal in hand, the clocks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.clocks import ClockTable
from mhapp.domain.demographics import age_on
from mhapp.domain.disclosure import Seen
from mhapp.domain.level_route import Exit, Target
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.viewer import Viewer
from mhapp.domain.visit_clock import OpenRise, VisitFacts, is_face_to_face, visit_due
from mhapp.models import Guardian, LevelProposal, Patient, Responsibility, Unit
from mhapp.queries import policies
from mhapp.queries.danger_ratings import Rating, rating_on
from mhapp.queries.score_sheets import Edition, edition_in_force
from mhapp.queries.visit_facts import last_face_to_face


@dataclass(frozen=True)
class _Head:
    public_id: str
    name: str
    sex: str
    age: int | None
    village_name: str
    group_label: str | None
    level: RiskLevel | None


@dataclass(frozen=True)
class _GuardianHead:
    name: str
    relation: str


@dataclass(frozen=True)
class PersonHead:
    """Whom a page is about. `proposed`, `rise`: what an open proposal asks for; None without one."""

    person: Seen
    guardian: Seen | None
    in_force: RiskLevel | None
    township_name: str
    proposed: Target | None
    rise: OpenRise | None


@dataclass(frozen=True)
class VisitGround:
    """Everything a form needs beside the answers."""

    head: PersonHead
    edition: Edition
    rating: Rating | None
    clocks: ClockTable

    def scored_with(self, edition: Edition, rating: Rating | None) -> VisitGround:
        """The same person with another visit's edition and rating: for a correction."""
        return replace(self, edition=edition, rating=rating)

    def rating_is_stale(self, visit_date: date) -> bool:
        """Whether the rating is past its time on the day of the visit (R5)."""
        return self.rating is not None and self.rating.used.is_stale(
            visit_date, self.clocks.days["rating_stale"]
        )


def ground_of(viewer: Viewer, patient: Patient, *, visit_date: date, on: date) -> VisitGround:
    """Read a person already loaded through the viewer's scope. Four statements."""
    return VisitGround(
        head=head_of(viewer, patient, on=on),
        edition=edition_in_force(viewer.unit_path, on),
        rating=rating_on(patient.id, visit_date),
        clocks=policies.clocks_of(viewer.unit_path, on),
    )


def head_of(viewer: Viewer, patient: Patient, *, on: date) -> PersonHead:
    """The head of a person already loaded through the viewer's scope. One statement."""
    row = db.session.execute(_HEAD, {"patient_id": patient.id}).one()
    in_force = RiskLevel(patient.level) if patient.level else None
    age = age_on(patient.birth_date, on)
    head = _Head(
        patient.public_id, patient.name, patient.sex, age, row.village, patient.group_label, in_force
    )
    guardian = _GuardianHead(row.guardian, row.relation) if row.guardian else None
    return PersonHead(
        person=Seen("patient", head, viewer.role),
        guardian=Seen("guardian", guardian, viewer.role) if guardian else None,
        in_force=in_force,
        township_name=row.township,
        proposed=_target(row),
        rise=_rise(row),
    )


def next_visit_if(
    patient: Patient, ground: VisitGround, *, visit_date: date, manner: str, seen: list[str], on: date
) -> date | None:
    """When the next visit would be due once this one is stored; None where the person's status asks for none."""
    if not PatientStatus(patient.status).is_visited:
        return None
    counts = is_face_to_face(manner, seen)
    if counts and visit_date >= on:
        last: date | None = visit_date
    else:
        found = last_face_to_face(patient.id)
        last = max(found or visit_date, visit_date) if counts else found
    facts = VisitFacts(
        ground.head.in_force, patient.confirmed_on, patient.status_since, last, ground.head.rise
    )
    return visit_due(facts, ground.clocks)


_TOWNSHIP = aliased(Unit)
# Built once: the live score asks it after every answer.
_HEAD = (
    select(
        Unit.name.label("village"), _TOWNSHIP.name.label("township"), Guardian.name.label("guardian"),
        Guardian.relation, LevelProposal.id.label("proposal_id"), LevelProposal.target_level,
        LevelProposal.exit_ground, LevelProposal.from_level, LevelProposal.opened_at,
    )
    .select_from(Responsibility)
    .join(Unit, Unit.id == Responsibility.unit_id)
    .join(_TOWNSHIP, _TOWNSHIP.id == Unit.parent_id)
    .outerjoin(Guardian, (Guardian.patient_id == Responsibility.patient_id) & Guardian.until_date.is_(None))
    .outerjoin(
        LevelProposal,
        (LevelProposal.patient_id == Responsibility.patient_id) & LevelProposal.closed_at.is_(None),
    )
    .where(
        Responsibility.patient_id == bindparam("patient_id"),
        Responsibility.kind == "residence",
        Responsibility.until_date.is_(None),
    )
    .order_by(Guardian.place_in_order, Guardian.id)
    .limit(1)
)  # fmt: skip


def _target(row: Any) -> Target | None:
    if row.proposal_id is None:
        return None
    return RiskLevel(row.target_level) if row.target_level else Exit(row.exit_ground)


def _rise(row: Any) -> OpenRise | None:
    if row.target_level is None:
        return None
    target = RiskLevel(row.target_level)
    if row.from_level is not None and target <= RiskLevel(row.from_level):
        return None
    return OpenRise(target, beijing_date(row.opened_at))
