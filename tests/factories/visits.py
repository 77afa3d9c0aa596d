"""Visits as a cadre reports them."""

from __future__ import annotations

from datetime import date
from typing import Any

from mhapp.domain.visit_report import Control, Manner, Met, VisitReport

QUIET = {
    "guardianship": ("strong",),
    "medication": ("regular",),
    "symptoms": ("none",),
    "situation": ("none",),
    "other": ("none",),
}
"""Every part answered, no points, no sign."""


def a_report(visit_date: date, **more: Any) -> VisitReport:
    """A quiet visit at home that met the person; answers by item code, the rest by the field's name."""
    answers = QUIET | {item: tuple(more.pop(item).split()) for item in list(QUIET) if item in more}
    fields: dict[str, Any] = {"manner": Manner.HOME, "met": (Met.PATIENT,), "control": Control.YES}
    return VisitReport(visit_date=visit_date, answers=answers, **{**fields, **more})


def an_attempt(visit_date: date, **more: Any) -> VisitReport:
    """A visit that met nobody."""
    return VisitReport(
        visit_date=visit_date,
        answers={},
        **{"manner": Manner.HOME, "met": (Met.NOBODY,), "control": Control.UNKNOWN, **more},
    )
