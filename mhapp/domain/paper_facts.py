"""What each form on paper says of its record: between the queries that read it and the documents that lay it out.

A field of None is one the reader may not know (domain §12): its cell is not printed. An empty one prints empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from mhapp.domain.consent_text import ConsentText
from mhapp.domain.level_change import Meeting, Specialist
from mhapp.domain.level_route import Act, Exit
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.score_sheet import ScoreSheet
from mhapp.domain.visit_score import VisitScore


@dataclass(frozen=True)
class PersonOnPaper:
    """A person as the head of a form names them; numbers are masked as on screen."""

    name: str
    sex: str
    age: int | None
    birth_date: date | None
    identity_number: str
    phone: str | None
    address: str
    unit: str
    """石盘镇柏树村3组."""
    management_number: str
    guardian: str | None
    """李示例（配偶）; empty: none on record."""
    guardian_phone: str | None
    diagnosis: str | None
    """The diagnosis, or its category."""
    diagnosed_at: str | None
    diagnosed_on: str | None
    """In words, as exactly as it is known."""


@dataclass(frozen=True)
class VisitOnPaper:
    """One stored visit, as it was scored on its day."""

    person: PersonOnPaper
    number: str
    visit_date: date
    entered_at: datetime
    manner: str
    met: tuple[str, ...]
    came_along: tuple[str, ...]
    in_control: str
    author: str
    unit: str
    sheet: ScoreSheet
    answers: dict[str, tuple[str, ...]]
    score: VisitScore | None
    """None for an attempt."""
    not_met_reason: str
    other_words: str
    suggested: RiskLevel | None
    in_force: RiskLevel | None
    medicine_days: int | None
    next_visit_on: date | None
    agreed: str | None
    notes: str | None
    corrects: str
    """Number and reason of the visit it puts right; empty for a first entry."""
    superseded: bool


@dataclass(frozen=True)
class RatingOnPaper:
    """One danger rating."""

    person: PersonOnPaper
    level: int
    rated_on: date
    clinic: str
    doctor: str
    evidence: str | None
    """The doctor's own note: the clinic's."""
    before: tuple[tuple[int, date], ...]
    """Earlier ratings, newest first."""


@dataclass(frozen=True)
class ScoreOnPaper:
    """One of the last scores."""

    visit_date: date
    points: Decimal
    edition: str
    manner: str
    suggested: RiskLevel | None
    incomplete: bool
    parts: tuple[tuple[str, str, Decimal | None], ...]
    """(title, answer, points; None where the part has none)"""


@dataclass(frozen=True)
class StepOnPaper:
    """One step of a case, as it was taken; `title` names the step (村小组意见)."""

    title: str
    words: str
    name: str = ""
    on: date | None = None
    remark: str = ""


@dataclass(frozen=True)
class CaseOnPaper:
    """A level change, a first determination (入库) or an exit (出库): one case, printed as the form it is."""

    person: PersonOnPaper
    number: str
    act: Act
    from_level: RiskLevel | None
    from_since: date | None
    target: RiskLevel | Exit
    determined: RiskLevel | Exit | None
    reason: str
    signs: tuple[str, ...]
    """The signs and circumstances of the visit it rests on (触发情形)."""
    suggested: RiskLevel | None
    rating: str
    """2级（2026年6月1日）; empty: none yet."""
    incidents: str | None
    scores: tuple[ScoreOnPaper, ...]
    """The last three, oldest first."""
    meeting: Meeting | None
    judged_with: str
    specialist: Specialist | None
    basis: str
    """What a step down or exit rests on: two falls, grounds, the proof named."""
    steps: tuple[StepOnPaper, ...]
    informs: tuple[str, ...]
    effective_on: date | None
    review_by: date | None
    entries: tuple[tuple[str, date | None], ...] | None
    """(list, entered or removed on)."""
    stations: tuple[str, str] = ("", "")
    """户籍派出所, 居住派出所."""
    sample_notice: str = ""


@dataclass(frozen=True)
class ConsentOnPaper:
    """表5; blank where `outcome` is empty."""

    person: PersonOnPaper
    clinic: str
    clinic_phone: str
    committee: str
    text: ConsentText
    """The wording in force, or the one that was signed."""
    outcome: str = ""
    """agreed, refused or withdrawn."""
    said_by: str = ""
    """patient or guardian."""
    signer: str = ""
    said_on: date | None = None
    recorded_by: str = ""


@dataclass(frozen=True)
class IncidentOnPaper:
    """表13."""

    person: PersonOnPaper
    number: str
    happened: str
    """2026年6月1日14:30."""
    place: str
    course: str
    harm: str
    persons: str
    cause: str
    handling: str
    legal_result: str
    prevention: str
    entered_by: str
    entered_on: date
    corrects: str
    superseded: bool


@dataclass(frozen=True)
class ReasonsOnPaper:
    """Why a level is in force, in plain words, for the patient or guardian."""

    person: PersonOnPaper
    level: RiskLevel
    since: date
    authority: str
    reason: str
    facts: tuple[str, ...]
    """Sentences: the visit's points and circumstances, the rating, the specialist."""
    judged_with: str
    review_by: date | None
    answered_by: str
    """Who outside the chain answers an objection."""
    objection_days: int
    contacts: tuple[str, ...]
    sample_notice: str = ""


@dataclass(frozen=True)
class ObjectionOnPaper:
    """An answered objection, to hand over to who lodged it."""

    name: str
    number: str
    about: str
    """级别认定：石盘镇认定橙色."""
    lodged_by: str
    lodged_on: date
    entered_by: str
    words: str
    outcome: str
    answer: str
    office: str
    answered_by: str
    answered_on: date
    contacts: tuple[str, ...]
