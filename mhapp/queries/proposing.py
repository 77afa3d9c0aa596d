"""What stands beside the form that proposes a level: the level in force, the latest suggestion, two falls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from mhapp import db
from mhapp.domain.demographics import SEX_LABELS, age_on
from mhapp.domain.disclosure import Seen
from mhapp.domain.level_route import HIGH, Exit
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.two_falls import TwoFalls
from mhapp.domain.viewer import Viewer
from mhapp.models import LevelDecision, LevelProposal, Patient, StatusChange, Visit
from mhapp.queries.responsibilities import units_of
from mhapp.queries.visit_facts import two_falls_of


@dataclass(frozen=True)
class ProposingPage:
    """Fields of disclosure.FIELDS["proposing"]. `asks_basis`: a step down must cite two falls or a meeting."""

    patient_id: str
    name: str
    facts_line: tuple[str, ...]
    level: RiskLevel | None
    ended_words: str
    """Said in place of the level, for who has left the levels."""
    level_since: date | None
    review_by: date | None
    suggested_level: RiskLevel | None
    visit_id: str | None
    visit_date: date | None
    points: Decimal | None
    incomplete: bool
    falls: TwoFalls
    asks_basis: bool
    open_proposal_id: str | None


def proposing_page(viewer: Viewer, patient: Patient, *, on: date) -> Seen:
    """Read a person already loaded through the viewer's scope."""
    visit = db.session.scalar(
        select(Visit)
        .where(Visit.patient_id == patient.id, Visit.superseded_at.is_(None), Visit.is_attempt.is_(False))
        .order_by(Visit.visit_date.desc(), Visit.id.desc())
        .limit(1)
    )
    decision = db.session.get(LevelDecision, patient.level_decision_id) if patient.level_decision_id else None
    level = RiskLevel(patient.level) if patient.level else None
    age = age_on(patient.birth_date, on)
    page = ProposingPage(
        patient_id=patient.public_id,
        name=patient.name,
        facts_line=(
            SEX_LABELS[patient.sex],
            f"{age}岁" if age is not None else "",
            f"{units_of(patient.id).village.name}{patient.group_label or ''}",
        ),
        level=level,
        ended_words="" if level else PatientStatus(patient.status).ended_words,
        level_since=decision.effective_on if decision else None,
        review_by=decision.review_by if decision else None,
        suggested_level=RiskLevel(visit.suggested_level) if visit and visit.suggested_level else None,
        visit_id=visit.public_id if visit else None,
        visit_date=visit.visit_date if visit else None,
        points=visit.points if visit else None,
        incomplete=visit.incomplete if visit else False,
        falls=two_falls_of(patient),
        asks_basis=level in HIGH,
        open_proposal_id=db.session.scalar(
            select(LevelProposal.public_id).where(
                LevelProposal.patient_id == patient.id, LevelProposal.closed_at.is_(None)
            )
        ),
    )
    return Seen("proposing", page, viewer.role)


def refused_after_death(patient: Patient) -> str:
    """Why nothing more can be proposed of somebody whose exit by death was determined; "" for everybody else.

    An exit that rested on a death recorded by mistake is none: its row is older than the death that is recorded now.
    """
    if patient.status != PatientStatus.DEAD:
        return ""
    died = select(func.max(StatusChange.at)).where(
        StatusChange.patient_id == patient.id, StatusChange.status == PatientStatus.DEAD.value
    )
    exits = select(LevelDecision.id).where(
        LevelDecision.patient_id == patient.id,
        LevelDecision.exit_ground == Exit.DEATH.value,
        LevelDecision.decided_at >= died.scalar_subquery(),
    )
    return "因去世出库已经认定，不用再提出" if db.session.scalar(exits.limit(1)) is not None else ""
