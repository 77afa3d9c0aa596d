"""What a cadre reports of a visit (随访探视): how, whom they met, the answers, and what the words on screen are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from mhapp.domain.visit_answers import Answers


class Manner(StrEnum):
    """How the visit took place (随访形式)."""

    HOME = "home"
    PHONE = "phone"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The word on screen and paper."""
        return {"home": "上门", "phone": "电话", "other": "其他"}[self.value]


class Met(StrEnum):
    """Who was met (见到谁). Nobody makes it an attempt, without a score."""

    PATIENT = "patient"
    GUARDIAN = "guardian"
    OTHER = "other"
    NOBODY = "nobody"

    @property
    def label(self) -> str:
        """The word on screen and paper."""
        return {
            "patient": "患者本人",
            "guardian": "监护人",
            "other": "邻居或其他知情人",
            "nobody": "都没见到",
        }[self.value]


class Companion(StrEnum):
    """Who came along (联合随访)."""

    DOCTOR = "doctor"
    POLICE = "police"
    CIVIL_AFFAIRS = "civil_affairs"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The word on screen and paper."""
        return {"doctor": "精防医生", "police": "民警", "civil_affairs": "民政助理", "other": "其他人"}[
            self.value
        ]


class Control(StrEnum):
    """Whether the person is in the guardian's care (在控/失控)."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The word on screen and paper."""
        return {"yes": "在控", "no": "失控", "unknown": "不了解"}[self.value]


@dataclass(frozen=True)
class VisitReport:
    """A form as it was sent. `medicine_days`: days of medicine left; None where nobody said.

    `edition_shown`, `rating_shown`: the opaque ids of the edition and rating the form was shown with ("" for no
    rating); None where the form did not say.
    """

    visit_date: date
    manner: Manner
    met: tuple[Met, ...]
    control: Control
    answers: Answers
    other_words: str = ""
    came_along: tuple[Companion, ...] = ()
    not_met_reason: str = ""
    medicine_days: int | None = None
    agreed: str = ""
    notes: str = ""
    edition_shown: str | None = field(default=None, kw_only=True)
    rating_shown: str | None = field(default=None, kw_only=True)

    @property
    def is_attempt(self) -> bool:
        """Nobody was met: recorded as a miss, without a score [N]."""
        return Met.NOBODY in self.met
