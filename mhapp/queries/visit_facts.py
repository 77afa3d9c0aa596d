"""What the rules read of a person's visits: for the visit's clock (§5) and for two falls (R9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.consent import ConsentOutcome
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.two_falls import ScoredVisit, TwoFalls, two_falls
from mhapp.domain.visit_clock import OpenRise, VisitFacts, is_face_to_face
from mhapp.models import Consent, Due, LevelDecision, LevelProposal, Patient, ScoreSheetEdition, Visit
from mhapp.queries.merged_records import records_of


@dataclass(frozen=True)
class Standing:
    """What is open about a person and moves the visit's clock."""

    open_rise: OpenRise | None
    consent_refused: bool


def visit_facts_of(
    patient: Patient,
    *,
    level: RiskLevel | None = None,
    met_on: date | None = None,
    standing: Standing | None = None,
) -> VisitFacts:
    """What the visit's clock asks of a person, `level` standing in for the level in force if it is to change.

    `met_on` spares the question for the last visit at which the patient was seen to who knows the day, `standing` that
    for what is open. Two statements.
    """
    standing = standing or standing_of(patient.id)
    return VisitFacts(
        level=level or (RiskLevel(patient.level) if patient.level else None),
        confirmed_on=patient.confirmed_on,
        status_since=patient.status_since,
        last_face_to_face=met_on or last_face_to_face(patient.id),
        open_rise=standing.open_rise,
        consent_refused=standing.consent_refused,
    )


def standing_of(patient_id: int) -> Standing:
    """What is open about a person. One statement."""
    return standing_from(db.session.execute(_STANDING, {"patient_id": patient_id}).one())


def standing_from(row: Any) -> Standing:
    """From an open proposal's columns and the outcome of the newest consent, either of them empty."""
    refused = row.consent is not None and ConsentOutcome(row.consent).is_against
    return Standing(_rise(row), refused)


# Both built once: every visit asks.
_STANDING = (
    select(
        LevelProposal.target_level, LevelProposal.from_level, LevelProposal.opened_at,
        select(Consent.outcome).where(Consent.patient_id == Patient.id).order_by(Consent.id.desc()).limit(1)
        .scalar_subquery().label("consent"),
    )
    .select_from(Patient)
    .outerjoin(LevelProposal, (LevelProposal.patient_id == Patient.id) & LevelProposal.closed_at.is_(None))
    .where(Patient.id == bindparam("patient_id"))
)  # fmt: skip
_MET = (
    select(Visit.visit_date, Visit.manner, Visit.seen)
    .where(
        Visit.patient_id.in_(records_of(bindparam("patient_id"))),
        Visit.superseded_at.is_(None),
        Visit.is_attempt.is_(False),
        Visit.manner != "phone",
    )
    .order_by(Visit.visit_date.desc(), Visit.id.desc())
)


def last_face_to_face(patient_id: int) -> date | None:
    """The day of the last visit at which the patient was seen, not by telephone; None if there was none."""
    visits = db.session.execute(_MET, {"patient_id": patient_id})
    return next((row.visit_date for row in visits if is_face_to_face(row.manner, row.seen)), None)


def _rise(proposal: Any) -> OpenRise | None:
    """What an open proposal asks for, where that is a higher level."""
    if proposal.target_level is None:
        return None
    target = RiskLevel(proposal.target_level)
    if proposal.from_level is not None and target <= RiskLevel(proposal.from_level):
        return None
    return OpenRise(target, beijing_date(proposal.opened_at))


def two_falls_of(patient: Patient) -> TwoFalls:
    """Whether a step down may be asked for, read from the person's last visits (R9)."""
    return two_falls(
        scored_visits([patient.id]).get(patient.id, []),
        in_force=RiskLevel(patient.level) if patient.level else None,
        determined_on=determined_on(patient),
        reassessment_open=reassessment_is_open(patient.id),
    )


def determined_on(patient: Patient) -> date | None:
    """The day the level in force was determined."""
    if patient.level_decision_id is None:
        return None
    decision = db.session.get(LevelDecision, patient.level_decision_id)
    return decision.effective_on if decision else None


def reassessment_is_open(patient_id: int) -> bool:
    """Whether the clinic still owes a danger reassessment."""
    found = db.session.scalar(
        select(Due.id).where(
            Due.patient_id == patient_id,
            Due.kind == DueKind.DANGER_REASSESSMENT.value,
            Due.closed_at.is_(None),
        )
    )
    return found is not None


def scored_visits(patient_ids: Sequence[int], since: date | None = None) -> dict[int, list[ScoredVisit]]:
    """Scored visits by person, oldest first, attempts and superseded ones left out. One statement."""
    query = (
        select(
            Visit.id,
            Visit.patient_id,
            Visit.visit_date,
            Visit.points,
            Visit.incomplete,
            Visit.manner,
            Visit.seen,
            Visit.suggested_level,
            ScoreSheetEdition.edition,
        )
        .join(ScoreSheetEdition, ScoreSheetEdition.id == Visit.edition_id)
        .where(Visit.patient_id.in_(patient_ids), Visit.superseded_at.is_(None), Visit.is_attempt.is_(False))
        .order_by(Visit.patient_id, Visit.visit_date, Visit.id)
    )
    if since is not None:
        query = query.where(Visit.visit_date >= since)
    visits: dict[int, list[ScoredVisit]] = {}
    for row in db.session.execute(query):
        if row.points is not None:
            visits.setdefault(row.patient_id, []).append(_scored(row))
    return visits


def _scored(visit: Any) -> ScoredVisit:
    return ScoredVisit(
        visit_id=visit.id,
        visit_date=visit.visit_date,
        points=visit.points,
        edition=visit.edition,
        complete=not visit.incomplete,
        face_to_face=is_face_to_face(visit.manner, visit.seen),
        suggested=RiskLevel(visit.suggested_level) if visit.suggested_level else None,
    )
