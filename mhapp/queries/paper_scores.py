"""The scored visits a case's form compares, and the signs it names."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select

from mhapp import db
from mhapp.domain.paper_facts import ScoreOnPaper
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.visit_record import score_from_record
from mhapp.domain.visit_report import Manner
from mhapp.models import ScoreSheetEdition, Visit
from mhapp.queries.merged_records import records_of

COMPARED = 3
"""Visits whose points stand side by side on the form."""


def scores_until(patient_id: int, until: datetime) -> tuple[list[tuple[ScoreOnPaper, Visit]], str]:
    """The last scored visits known by then, oldest first, and the whole notice of a sheet that is not official."""
    found = db.session.execute(
        select(Visit, ScoreSheetEdition)
        .join(ScoreSheetEdition, ScoreSheetEdition.id == Visit.edition_id)
        .where(
            Visit.patient_id.in_(records_of(patient_id)),
            Visit.entered_at <= until,
            or_(Visit.superseded_at.is_(None), Visit.superseded_at > until),
            Visit.is_attempt.is_(False),
        )
        .order_by(Visit.visit_date.desc(), Visit.id.desc())
        .limit(COMPARED)
    ).all()
    notices = [e.document.get("notice_full", "") for _, e in found if not e.document.get("official")]
    return [(_score(visit, edition.edition), visit) for visit, edition in reversed(found)], next(
        iter(notices), ""
    )


def _score(visit: Visit, edition: str) -> ScoreOnPaper:
    score = score_from_record(visit.score_record or {})
    return ScoreOnPaper(
        visit_date=visit.visit_date,
        points=score.points,
        edition=edition,
        manner=Manner(visit.manner).label,
        suggested=RiskLevel(visit.suggested_level) if visit.suggested_level else None,
        incomplete=visit.incomplete,
        parts=tuple(
            (part.title, "、".join(part.answered) or "不了解", part.points if part.scored else None)
            for part in score.parts
        ),
    )


def signs_of(cited: int | None, scores: list[tuple[ScoreOnPaper, Visit]]) -> tuple[str, ...]:
    """Of the visit the case rests on (its id), else of the last one."""
    visit = db.session.get(Visit, cited) if cited else (scores[-1][1] if scores else None)
    if visit is None or visit.score_record is None:
        return ()
    return tuple(sign.label for sign in score_from_record(visit.score_record).signs)
