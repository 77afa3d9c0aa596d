"""What 表1 and 表2 say of a lead, between the query that reads it and the documents that lay it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mhapp.domain.lead import Assessed, Ground, LeadSource
from mhapp.domain.rights_told import ToldTo


@dataclass(frozen=True)
class AssessmentOnPaper:
    """One time somebody went to see."""

    on: date | None = None
    by: str = ""
    together: str = ""
    words: str = ""
    result: Assessed | None = None


@dataclass(frozen=True)
class LeadOnPaper:
    """One lead; a lead without anything is a blank sheet. Numbers are masked as on screen."""

    number: str = ""
    name: str = ""
    sex: str = ""
    """GB/T 2261.1; 0 or empty: not known."""
    birth_date: date | None = None
    age: int | None = None
    identity_number: str = ""
    phone: str = ""
    address: str = ""
    place_found: str = ""
    source: LeadSource | None = None
    found_on: date | None = None
    reported_on: date | None = None
    reported_by: str = ""
    how_found: str = ""
    yes: frozenset[str] = frozenset()
    """Codes of 表1 answered with yes."""
    seen: tuple[str, ...] = ()
    """The same in words."""
    wandering: tuple[tuple[str, str], ...] = ()
    """(label, words) of what was done for somebody far from home."""
    assessments: tuple[AssessmentOnPaper, ...] = ()
    arranged_on: date | None = None
    hospital: str = ""
    ground: Ground | None = None
    rights: tuple[str, ...] = ()
    """The rights told, in words; on a blank sheet those that can be told."""
    told_to: ToldTo | None = None
    told_on: date | None = None
    outcome: str = ""
    outcome_on: date | None = None
    outcome_hospital: str = ""
    outcome_doctor: str = ""
