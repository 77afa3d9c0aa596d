"""Visits as they are stored after scoring, without the form they came from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from mhapp.db import session
from mhapp.domain.danger_rating import RatingUsed
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.score_sheet import ScoreSheet
from mhapp.domain.visit_record import score_to_record
from mhapp.domain.visit_score import score_visit, suggestion
from mhapp.models import Account, Patient, Responsibility, ScoreSheetEdition, Unit, Visit
from tests.factories.numbers import Numbers
from tests.factories.patients import at_noon

_numbers = Numbers()
QUIET = {
    "guardianship": ("strong",),
    "medication": ("regular",),
    "symptoms": ("none",),
    "situation": ("none",),
    "other": ("none",),
}
"""Answers that count nothing and say nothing."""


def a_scored_visit(
    patient: Patient,
    on: date,
    author: Account,
    *,
    rating: int = 0,
    manner: str = "home",
    seen: tuple[str, ...] = ("patient",),
    points: str | None = None,
    suggested: RiskLevel | None = None,
    **answers: tuple[str, ...],
) -> Visit:
    """A visit scored on the county's sheet: quiet but for `answers` and the rating.

    `points`, `suggested`: stand in for what the score says, where a test is about the figures alone.
    """
    edition = session.scalars(select(ScoreSheetEdition)).one()
    given = {**QUIET, **answers}
    score = score_visit(given, ScoreSheet.from_dict(edition.document), RatingUsed(rating, on, "镇卫生院"))
    in_force = RiskLevel(patient.level) if patient.level else None
    village = session.scalars(
        select(Unit).join(Responsibility).where(Responsibility.patient_id == patient.id)
    ).one()
    visit = Visit(
        number=f"V{_numbers.next()}",
        patient_id=patient.id,
        unit_id=village.id,
        author_id=author.id,
        visit_date=on,
        entered_at=at_noon(on),
        manner=manner,
        seen=list(seen),
        control="yes",
        answers={code: list(codes) for code, codes in given.items()},
        edition_id=edition.id,
        points=Decimal(points) if points else score.points,
        shown_level=score.level,
        suggested_level=suggested or suggestion(score, in_force).level,
        incomplete=score.incomplete,
        in_force_level=in_force,
        score_record=score_to_record(score),
    )
    session.add(visit)
    session.flush()
    return visit
