"""A person's scores over the last year, for the chart and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, select, true

from mhapp import db
from mhapp.domain.disclosure import Group, may_see
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.score_chart import ScoreChart, ScoredVisit, score_chart
from mhapp.domain.score_sheet import ScoreSheet
from mhapp.domain.viewer import Viewer
from mhapp.domain.visit_record import score_from_record
from mhapp.domain.visit_score import DecidedBy, VisitScore
from mhapp.models import Patient, ScoreSheetEdition, Visit
from mhapp.queries.merged_records import records_of

SHOWN_FOR = timedelta(days=366)


@dataclass(frozen=True)
class ScoreHistoryRow:
    """One visit in the table under the chart, newest first. `reasons`: what stood behind the level, in words."""

    visit: ScoredVisit
    reasons: str


@dataclass(frozen=True)
class ScoreHistory:
    """The drawing (None without a scored visit) and its table."""

    chart: ScoreChart | None
    rows: list[ScoreHistoryRow]


NO_HISTORY = ScoreHistory(None, [])


def score_history(viewer: Viewer, patient: Patient, *, on: date) -> ScoreHistory:
    """Read a person already loaded through the viewer's scope; empty for who may not see scores."""
    return last_visits(patient, 0, on=on)[1] if may_see(viewer.role, Group.LEVEL) else NO_HISTORY


def last_visits(patient: Patient, shown: int, *, on: date) -> tuple[list[Visit], ScoreHistory]:
    """The newest visits, attempts too, newest first, and the scores of the last year. One statement for both."""
    stands = (Visit.patient_id.in_(records_of(patient.id)), Visit.superseded_at.is_(None))
    newest = select(Visit.id).where(*stands).order_by(Visit.visit_date.desc(), Visit.id.desc()).limit(shown)
    # A case and not an OR: given the choice, SQLite would read every visit of the county to the one side of it.
    wanted = case((Visit.visit_date > on - SHOWN_FOR, true()), else_=Visit.id.in_(newest.scalar_subquery()))
    found = db.session.execute(
        select(Visit, ScoreSheetEdition.edition, ScoreSheetEdition.document)
        .join(ScoreSheetEdition, ScoreSheetEdition.id == Visit.edition_id)
        .where(*stands, wanted)
        .order_by(Visit.visit_date, Visit.id)
    ).all()
    scored = [row for row in found if row[0].points is not None and row[0].visit_date > on - SHOWN_FOR]
    return [row[0] for row in reversed(found)][:shown], _history(scored)


def _history(found: Sequence[Any]) -> ScoreHistory:
    rows = [_row(visit, edition) for visit, edition, _ in found]
    limits: list[int] = []
    if found:
        sheet = ScoreSheet.from_dict(found[-1].document)
        limits = [int(sheet.yellow_from), int(sheet.orange_above), int(sheet.red_from)]
    return ScoreHistory(score_chart([row.visit for row in rows], limits), rows[::-1])


def _row(visit: Visit, edition: str) -> ScoreHistoryRow:
    score = score_from_record(visit.score_record or {})
    reasons = [f"{score.points.normalize():f}分，{score.range_words}", *(sign.label for sign in score.signs)]
    return ScoreHistoryRow(
        ScoredVisit(
            day=visit.visit_date,
            points=score.points,
            level=RiskLevel(visit.shown_level or score.level),
            edition=edition,
            decided_beyond_points=_beyond_points(score),
            incomplete=visit.incomplete,
        ),
        "；".join(reasons),
    )


def _beyond_points(score: VisitScore) -> str:
    """The ground that decided where the points did not, in the words the visit's own page has for it."""
    if score.decided_by is not DecidedBy.SIGN:
        return ""
    return "按特征" if score.level_by_signs is score.level else "按情形"
