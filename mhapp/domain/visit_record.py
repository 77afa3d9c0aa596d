"""A score as it is stored with its visit: read back for page and print, never computed again."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.score_sheet import CarryKind
from mhapp.domain.visit_score import FoundSign, Part, PartState, VisitScore


def score_to_record(score: VisitScore) -> dict[str, Any]:
    """The score as plain data, ready for JSON; numbers as texts."""
    return {
        "edition": score.edition,
        "level_by_points": score.level_by_points.value,
        "range_words": score.range_words,
        "parts": [
            {
                "code": part.code,
                "letter": part.letter,
                "label": part.label,
                "answered": list(part.answered),
                "points": str(part.points),
                "state": part.state.value,
                "scored": part.scored,
                "cap": None if part.cap is None else str(part.cap),
                "from_rating": part.from_rating,
            }
            for part in score.parts
        ],
        "signs": [
            {"name": sign.name, "label": sign.label, "level": sign.level.value, "kind": sign.kind.value}
            for sign in score.signs
        ],
    }


def score_from_record(record: Mapping[str, Any]) -> VisitScore:
    """The score as it was on the day. Raises KeyError for a record of another shape."""
    return VisitScore(
        edition=record["edition"],
        level_by_points=RiskLevel(record["level_by_points"]),
        range_words=record["range_words"],
        parts=tuple(
            Part(
                code=part["code"],
                letter=part["letter"],
                label=part["label"],
                answered=tuple(part["answered"]),
                points=Decimal(part["points"]),
                state=PartState(part["state"]),
                scored=part["scored"],
                cap=None if part["cap"] is None else Decimal(part["cap"]),
                from_rating=part["from_rating"],
            )
            for part in record["parts"]
        ),
        signs=tuple(
            FoundSign(sign["name"], sign["label"], RiskLevel(sign["level"]), CarryKind(sign["kind"]))
            for sign in record["signs"]
        ),
    )
