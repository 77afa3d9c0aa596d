"""Who may be proposed for a step down after two falls: the agenda of the next meeting (R9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select

from mhapp import db
from mhapp.domain.disclosure import Seen
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.level_route import HIGH
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.two_falls import TwoFalls, two_falls
from mhapp.domain.viewer import Viewer
from mhapp.models import Due, LevelDecision, Patient, Responsibility, Unit
from mhapp.queries.scope import below
from mhapp.queries.visit_facts import scored_visits


@dataclass(frozen=True)
class AgendaRow:
    """A person for the next meeting. Fields of disclosure.FIELDS["level_agenda"]."""

    patient_id: str
    name: str
    village_name: str
    level: RiskLevel
    falls: TwoFalls


def two_falls_agenda(viewer: Viewer) -> list[Seen]:
    """People at red or orange in scope for whom a step down may be asked, by village: for the next meeting (R9)."""
    people = db.session.execute(
        select(Patient.id, Patient.public_id, Patient.name, Patient.level, Unit.name.label("village"),
               LevelDecision.effective_on, _reassessment_open().label("reassessing"))
        .join(Responsibility, (Responsibility.patient_id == Patient.id) & (Responsibility.kind == "residence")
              & Responsibility.until_date.is_(None))
        .join(Unit, Unit.id == Responsibility.unit_id)
        .join(LevelDecision, LevelDecision.id == Patient.level_decision_id)
        .where(Patient.level.in_(sorted(HIGH)), below(viewer.unit_path))
        .order_by(Unit.code, Patient.name, Patient.id)
    ).all()  # fmt: skip
    visits = scored_visits([person.id for person in people])
    rows = []
    for person in people:
        falls = two_falls(
            visits.get(person.id, []),
            in_force=RiskLevel(person.level),
            determined_on=person.effective_on,
            reassessment_open=person.reassessing,
        )
        if falls.offered:
            row = AgendaRow(person.public_id, person.name, person.village, RiskLevel(person.level), falls)
            rows.append(Seen("level_agenda", row, viewer.role))
    return rows


def _reassessment_open() -> Any:
    return (
        exists()
        .where(
            Due.patient_id == Patient.id,
            Due.kind == DueKind.DANGER_REASSESSMENT.value,
            Due.closed_at.is_(None),
        )
        .correlate(Patient)
    )
