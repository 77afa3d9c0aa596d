"""Who may be proposed for a step down after two falls: the agenda of the next meeting (R9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import String, cast, exists, func, select

from mhapp import db
from mhapp.domain.disclosure import Seen
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.level_route import HIGH
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.two_falls import ScoredVisit, TwoFalls, two_falls
from mhapp.domain.viewer import Viewer
from mhapp.models import Due, LevelDecision, Patient, Responsibility, ScoreSheetEdition, Unit, Visit
from mhapp.queries.scope import below

READ_BACK = timedelta(days=183)
"""At red and orange three visits that count lie closer together; the person's own page reads them all."""
COUNTED = 3


@dataclass(frozen=True)
class AgendaRow:
    """A person for the next meeting. Fields of disclosure.FIELDS["level_agenda"]."""

    patient_id: str
    name: str
    village_name: str
    level: RiskLevel
    falls: TwoFalls


def two_falls_agenda(viewer: Viewer, *, on: date) -> list[Seen]:
    """People at red or orange in scope for whom a step down may be asked, by village. One statement."""
    visits = _countable_visits(viewer, on - READ_BACK)
    found = db.session.execute(
        select(visits)
        .where(visits.c.place <= COUNTED)
        .order_by(visits.c.unit_code, visits.c.name, visits.c.patient_id, visits.c.place.desc())
    )
    rows = [_agenda_row(list(visits)) for _, visits in groupby(found, key=lambda row: row.patient_id)]
    return [Seen("level_agenda", row, viewer.role) for row in rows if row.falls.offered]


def _agenda_row(visits: list[Any]) -> AgendaRow:
    last = visits[-1]
    falls = two_falls(
        [_scored(row) for row in visits],
        in_force=RiskLevel(last.level),
        determined_on=last.effective_on,
        reassessment_open=last.reassessing,
    )
    return AgendaRow(last.public_id, last.name, last.village, RiskLevel(last.level), falls)


def _countable_visits(viewer: Viewer, since: date) -> Any:
    """The visits that count (complete, face to face) of everybody at red or orange in scope, the latest place 1."""
    latest_first = func.row_number().over(
        partition_by=Visit.patient_id, order_by=(Visit.visit_date.desc(), Visit.id.desc())
    )
    return (
        select(Visit.id, Visit.patient_id, Visit.visit_date, Visit.points, Visit.suggested_level,
               ScoreSheetEdition.edition, latest_first.label("place"), Patient.public_id, Patient.name, Patient.level,
               Unit.name.label("village"), Unit.code.label("unit_code"), LevelDecision.effective_on,
               _reassessment_open().label("reassessing"))
        .join(Patient, Patient.id == Visit.patient_id)
        .join(Responsibility, (Responsibility.patient_id == Patient.id) & (Responsibility.kind == "residence")
              & Responsibility.until_date.is_(None))
        .join(Unit, Unit.id == Responsibility.unit_id)
        .join(LevelDecision, LevelDecision.id == Patient.level_decision_id)
        .join(ScoreSheetEdition, ScoreSheetEdition.id == Visit.edition_id)
        .where(
            Patient.level.in_(sorted(HIGH)),
            below(viewer.unit_path),
            Visit.visit_date >= since,
            Visit.superseded_at.is_(None),
            Visit.is_attempt.is_(False),
            Visit.incomplete.is_(False),
            Visit.manner != "phone",
            cast(Visit.seen, String).like('%"patient"%'),
        )
        .subquery()
    )  # fmt: skip


def _scored(row: Any) -> ScoredVisit:
    return ScoredVisit(
        visit_id=row.id,
        visit_date=row.visit_date,
        points=row.points,
        edition=row.edition,
        complete=True,
        face_to_face=True,
        suggested=RiskLevel(row.suggested_level) if row.suggested_level else None,
    )


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
