"""What a person's page is made of, before disclosure: each shape stands for the fields of disclosure.FIELDS."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mhapp.domain.demographics import age_on
from mhapp.domain.diagnosis import CATEGORY, diagnosis_label
from mhapp.domain.masking import masked_identity_number, masked_phone
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.models import Patient
from mhapp.queries.justice_marks import grounds
from mhapp.queries.registration_answers import diagnosed_on_in_words


class PatientFacts:
    """A person with what stands around them, before disclosure: the fields of disclosure.FIELDS["patient"].

    What is not computed here is the record's own.
    """

    def __init__(self, patient: Patient, around: Any, rating: RatingFacts | None, on: date) -> None:
        self._patient = patient
        self.age = age_on(patient.birth_date, on)
        self.identity_number_masked = masked_identity_number(patient.identity_number)
        self.phone_masked = masked_phone(patient.phone)
        self.status = PatientStatus(patient.status)
        self.village_name: str = around.village
        self.township_name: str = around.township
        self.responsible_cadre: str | None = around.cadre
        self.registered_at: str | None = around.registered_at
        self.level_since: date | None = around.effective_on
        self.review_by: date | None = around.review_by
        self.decided_by: str | None = decided_words(around)
        self.next_visit_on: date | None = around.due_on
        self.next_call_on: date | None = around.call_due_on
        self.justice_ground = grounds().get(around.justice_ground, around.justice_ground)
        self.justice_since: date | None = around.justice_since
        self.rating = rating.level if rating else None
        self.rated_on = rating.rated_on if rating else None
        self.rated_by = rating.rated_by if rating else None
        self.diagnosis_category = CATEGORY
        self.diagnosis = diagnosis_label(patient.diagnosis_code)
        self.major_risk_term = RiskLevel(patient.level).major_risk_term if patient.level else None

    @property
    def diagnosed_words(self) -> str:
        """When, as exactly as it is known; asked for by who may read it."""
        return diagnosed_on_in_words(self._patient)

    def __getattr__(self, field: str) -> Any:
        return getattr(self._patient, field)


def decided_words(around: Any) -> str | None:
    """Who determined the level, before its day: 石盘镇; with 纸质认定 where it came on paper, as that names them."""
    if around.decision_source != "paper":
        return str(around.decided_at) if around.decided_at else None
    return f"{around.paper_authority or around.decided_at}纸质认定，"


@dataclass(frozen=True)
class RatingFacts:
    """One danger rating as a page shows it. Fields of disclosure.FIELDS["danger_rating"]."""

    level: int
    rated_on: date
    rated_by: str
    evidence: str


@dataclass(frozen=True)
class GuardianFacts:
    """A guardian as a page shows them. Fields of disclosure.FIELDS["guardian"]."""

    public_id: str
    name: str
    relation: str
    ability: str
    phone: str | None
    phone_masked: str | None


@dataclass(frozen=True)
class OpenProposal:
    """The proposal in hand: which level (None: an exit), since when, its opaque id."""

    public_id: str
    level: str | None
    opened_at: datetime
    status_label: str
