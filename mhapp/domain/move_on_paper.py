"""A move as it stands on paper: what the handover form and the letter to the next place are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mhapp.domain.paper_facts import PersonOnPaper
from mhapp.domain.risk_level import RiskLevel


@dataclass(frozen=True)
class MoveOnPaper:
    """What goes with a person who moves. `level`: None while there is none, and `shows_level` where the reader
    may know it; `counterpart`: the office there, named in the letter of a move out of the county."""

    person: PersonOnPaper
    from_place: str
    to_place: str
    counterpart: str
    new_address: str
    moves_on: date
    keeps_registration: bool
    reason: str
    told: str
    shows_level: bool
    level: RiskLevel | None
    level_since: date | None
    last_visit_on: date | None
    giving_unit: str
    handed_on: date
    contact: str
