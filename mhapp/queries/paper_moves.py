"""A move as the handover form says it, in the reader's fields."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from mhapp import db
from mhapp.domain.disclosure import Group, may_see
from mhapp.domain.move_on_paper import MoveOnPaper
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.viewer import Viewer
from mhapp.models import LevelDecision, Move, Patient, Unit, Visit
from mhapp.queries.paper_person import person_on_paper


def move_on_paper(viewer: Viewer, move: Move, *, on: date) -> MoveOnPaper:
    """Read a move of a person already loaded through the viewer's scope."""
    patient = db.session.get_one(Patient, move.patient_id)
    giving, giving_town = _places(move.from_unit_id)
    to_place = move.elsewhere or ""
    if move.to_unit_id is not None:
        to_place = "".join(unit.name for unit in reversed(_places(move.to_unit_id)))
    sees_level = may_see(viewer.role, Group.LEVEL)
    decision = db.session.get(LevelDecision, patient.level_decision_id) if patient.level_decision_id else None
    return MoveOnPaper(
        person=person_on_paper(viewer, patient, on=on),
        from_place=f"{giving_town.name}{giving.name}",
        to_place=to_place,
        counterpart=move.counterpart or "",
        new_address=move.address or "",
        moves_on=move.moves_on,
        keeps_registration=move.keeps_registration,
        reason=move.reason,
        told=move.told or "",
        shows_level=sees_level,
        level=RiskLevel(patient.level) if patient.level and sees_level else None,
        level_since=decision.effective_on if decision and sees_level else None,
        last_visit_on=_last_visit(patient.id) if sees_level else None,
        giving_unit=f"{giving_town.name}{giving.name}",
        handed_on=on,
        contact=giving_town.duty_phone or giving.duty_phone or "",
    )


def _places(village_id: int) -> tuple[Unit, Unit]:
    village = db.session.get_one(Unit, village_id)
    return village, db.session.get_one(Unit, village.parent_id)


def _last_visit(patient_id: int) -> date | None:
    return db.session.scalar(
        select(Visit.visit_date)
        .where(Visit.patient_id == patient_id, Visit.superseded_at.is_(None), Visit.is_attempt.is_(False))
        .order_by(Visit.visit_date.desc())
        .limit(1)
    )
