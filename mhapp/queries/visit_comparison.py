"""The last three scored visits side by side, part by part, the changed rows marked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from mhapp import db
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.score_sheet import CarryKind
from mhapp.domain.visit_record import score_from_record
from mhapp.domain.visit_report import Manner
from mhapp.domain.visit_score import VisitScore
from mhapp.models import ScoreSheetEdition, Visit

COMPARED = 3


@dataclass(frozen=True)
class Column:
    """One visit of the comparison. `score` is read from its record, never computed again."""

    visit_id: int
    public_id: str
    visit_date: date
    manner: str
    edition: str
    points: Decimal
    incomplete: bool
    suggested: RiskLevel | None
    score: VisitScore


@dataclass(frozen=True)
class Cell:
    """What one visit says in one part."""

    words: str
    points: Decimal | None


@dataclass(frozen=True)
class PartRow:
    """One part over the visits, oldest first. `changed`: the last answer differs from the one before."""

    title: str
    cells: tuple[Cell, ...]
    changed: bool


@dataclass(frozen=True)
class GroundRow:
    """One ground of the suggestion over the visits: level and words."""

    title: str
    cells: tuple[tuple[RiskLevel | None, str], ...]


@dataclass(frozen=True)
class Comparison:
    """Visits oldest first. `comparable`: all on one edition of the sheet, so that totals may be compared."""

    columns: tuple[Column, ...]
    parts: tuple[PartRow, ...]
    grounds: tuple[GroundRow, ...]
    comparable: bool


def compare_last_visits(patient_id: int) -> Comparison:
    """The last three scored visits of a person. One statement."""
    found = db.session.execute(
        select(Visit, ScoreSheetEdition.edition)
        .join(ScoreSheetEdition, ScoreSheetEdition.id == Visit.edition_id)
        .where(
            Visit.patient_id == patient_id,
            Visit.superseded_at.is_(None),
            Visit.is_attempt.is_(False),
            Visit.score_record.is_not(None),
        )
        .order_by(Visit.visit_date.desc(), Visit.id.desc())
        .limit(COMPARED)
    ).all()
    columns = tuple(_column(visit, edition) for visit, edition in reversed(found))
    return Comparison(
        columns,
        _parts(columns),
        _grounds(columns),
        comparable=len({column.edition for column in columns}) <= 1,
    )


def _column(visit: Visit, edition: str) -> Column:
    score = score_from_record(visit.score_record or {})
    return Column(
        visit_id=visit.id,
        public_id=visit.public_id,
        visit_date=visit.visit_date,
        manner=Manner(visit.manner).label,
        edition=edition,
        points=score.points,
        incomplete=visit.incomplete,
        suggested=RiskLevel(visit.suggested_level) if visit.suggested_level else None,
        score=score,
    )


def _parts(columns: tuple[Column, ...]) -> tuple[PartRow, ...]:
    titles = {part.code: part.title for column in columns for part in column.score.parts}
    rows = []
    for code, title in titles.items():
        cells = tuple(_cell(column.score, code) for column in columns)
        rows.append(PartRow(title, cells, len(cells) > 1 and cells[-1] != cells[-2]))
    return tuple(rows)


def _cell(score: VisitScore, code: str) -> Cell:
    part = next((part for part in score.parts if part.code == code), None)
    if part is None:
        return Cell("没有这一项", None)
    return Cell("、".join(part.answered) or "不了解", part.points if part.scored else None)


def _grounds(columns: tuple[Column, ...]) -> tuple[GroundRow, ...]:
    if not columns:
        return ()
    scores = [column.score for column in columns]
    return (
        GroundRow("按分数", tuple((score.level_by_points, score.range_words) for score in scores)),
        GroundRow("按特征", tuple((score.level_by_signs, _named(score, CarryKind.SIGN)) for score in scores)),
        GroundRow(
            "按情形",
            tuple((score.level_by_circumstances, _named(score, CarryKind.CIRCUMSTANCE)) for score in scores),
        ),
    )


def _named(score: VisitScore, kind: CarryKind) -> str:
    return "、".join(sign.label for sign in score.of_kind(kind)) or "无"
