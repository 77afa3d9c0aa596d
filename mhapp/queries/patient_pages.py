"""A person's page for the offices: everything it may show, handed out as `Seen`; a block nobody may see is not read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.disclosure import Group, Seen, may_see
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.letter_snapshot import clinic_name
from mhapp.domain.masking import masked_phone
from mhapp.domain.proposal import ProposalStatus
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    Account,
    CareAssignment,
    DangerRating,
    Due,
    Guardian,
    JusticeMark,
    LevelDecision,
    LevelProposal,
    Patient,
    Responsibility,
    Unit,
)
from mhapp.queries.merged_records import records_of
from mhapp.queries.person_facts import GuardianFacts, OpenProposal, PatientFacts, RatingFacts
from mhapp.queries.proposing import refused_after_death
from mhapp.queries.scope import in_residence
from mhapp.queries.score_histories import NO_HISTORY, ScoreHistory, last_visits

VISITS_SHOWN = 5
RATINGS_SHOWN = 5


@dataclass(frozen=True)
class PersonPage:
    """What the page draws. A block the viewer may not see is empty or None."""

    patient: Seen
    guardians: list[Seen]
    ratings: list[Seen]
    visits: list[Seen]
    proposal: OpenProposal | None
    history: ScoreHistory
    may_propose: bool
    """Whether the rules leave something to propose."""


def person_page(viewer: Viewer, patient: Patient, *, on: date) -> PersonPage:
    """Read a person already loaded through the viewer's scope. At most four statements, one more of who died."""
    role = viewer.role
    around = db.session.execute(_around(), {"patient_id": patient.id}).one()
    ratings = _ratings(patient) if may_see(role, Group.RATING) else []
    facts = PatientFacts(patient, around, ratings[0] if ratings else None, on)
    sees_level = may_see(role, Group.LEVEL)
    visits, history = last_visits(patient, VISITS_SHOWN, on=on) if sees_level else ([], NO_HISTORY)
    return PersonPage(
        patient=Seen("patient", facts, role),
        guardians=[Seen("guardian", one, role) for one in _guardians(patient)]
        if may_see(role, Group.GUARDIAN)
        else [],
        ratings=[Seen("danger_rating", one, role) for one in ratings],
        visits=[Seen("visit", one, role) for one in visits],
        proposal=_proposal(around) if sees_level else None,
        history=history,
        may_propose=not refused_after_death(patient),
    )


@cache
def _around() -> Any:
    """Built once: every look at a person asks."""
    township, decider, registered = aliased(Unit), aliased(Unit), aliased(Unit)
    listed, call = aliased(Responsibility), aliased(Due)
    call_due_on = (
        select(func.min(call.due_on))
        .where(call.patient_id == Patient.id, call.kind == DueKind.AWAY_CALL.value, call.closed_at.is_(None))
        .scalar_subquery()
    )
    return (
        select(Unit.name.label("village"), township.name.label("township"), Account.name.label("cadre"),
               call_due_on.label("call_due_on"),
               LevelDecision.effective_on, LevelDecision.review_by, decider.name.label("decided_at"), Due.due_on,
               LevelDecision.source.label("decision_source"), LevelDecision.paper_authority,
               registered.name.label("registered_at"),
               LevelProposal.public_id.label("proposal_id"), LevelProposal.target_level,
               LevelProposal.opened_at, LevelProposal.status.label("proposal_status"),
               JusticeMark.ground.label("justice_ground"), JusticeMark.marked_on.label("justice_since"))
        .select_from(Patient)
        .join(Responsibility, in_residence())
        .join(Unit, Unit.id == Responsibility.unit_id)
        .join(township, township.id == Unit.parent_id)
        .outerjoin(listed, (listed.patient_id == Patient.id) & (listed.kind == "registration")
                   & listed.until_date.is_(None) & (listed.unit_id != Responsibility.unit_id))
        .outerjoin(registered, registered.id == listed.unit_id)
        .outerjoin(CareAssignment, (CareAssignment.patient_id == Patient.id) & CareAssignment.until_date.is_(None))
        .outerjoin(Account, Account.id == CareAssignment.account_id)
        .outerjoin(LevelDecision, LevelDecision.id == Patient.level_decision_id)
        .outerjoin(decider, decider.id == LevelDecision.unit_id)
        .outerjoin(Due, (Due.patient_id == Patient.id) & (Due.kind == DueKind.VISIT.value) & Due.closed_at.is_(None))
        .outerjoin(LevelProposal, (LevelProposal.patient_id == Patient.id) & LevelProposal.closed_at.is_(None))
        .outerjoin(JusticeMark, (JusticeMark.patient_id == Patient.id) & JusticeMark.ended_at.is_(None))
        .where(Patient.id == bindparam("patient_id"))
    )  # fmt: skip


def _ratings(patient: Patient) -> list[RatingFacts]:
    found = db.session.execute(
        select(DangerRating.level, DangerRating.rated_on, DangerRating.evidence, Unit.name)
        .join(Unit, Unit.id == DangerRating.unit_id)
        .where(DangerRating.patient_id.in_(records_of(patient.id)))
        .order_by(DangerRating.rated_on.desc(), DangerRating.id.desc())
        .limit(RATINGS_SHOWN)
    )
    return [RatingFacts(row.level, row.rated_on, clinic_name(row.name), row.evidence) for row in found]


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


def _proposal(around: Any) -> OpenProposal | None:
    if around.proposal_id is None:
        return None
    status = ProposalStatus(around.proposal_status)
    return OpenProposal(around.proposal_id, around.target_level, around.opened_at, status.label)
