"""Consent said, refused and taken back; what the next visit makes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from mhapp.db import session
from mhapp.domain.consent import ConsentOutcome, ConsentSaid, SaidBy
from mhapp.domain.errors import RuleBroken
from mhapp.domain.risk_level import RiskLevel
from mhapp.models import Due, Patient
from mhapp.services.consents import record_consent
from mhapp.services.visit_dues import renew_visit_due
from tests.factories.counties import AtWork, a_village_at_work
from tests.factories.patients import a_patient
from tests.factories.people import viewer_of

NOW = datetime(2026, 7, 14, 2, 0, tzinfo=UTC)
TODAY = date(2026, 7, 14)
AGREED, REFUSED, WITHDRAWN = ConsentOutcome
CONFIRMED = date(2026, 6, 1)


@pytest.fixture
def place(database: Engine) -> AtWork:
    return a_village_at_work()


def say(place: AtWork, patient: Patient, outcome: ConsentOutcome, on: date = TODAY, **more: str) -> None:
    said = ConsentSaid(outcome, on, SaidBy(more.pop("by", "patient")), **more)
    record_consent(patient, said, by=viewer_of(place.cadre), at=NOW)


def visit_due(patient: Patient) -> date:
    return session.query(Due).filter_by(patient_id=patient.id, kind="visit", closed_at=None).one().due_on


@pytest.mark.parametrize(
    ("level", "refused", "agreed"),
    [
        (RiskLevel.GREEN, date(2026, 12, 1), date(2026, 8, 30)),
        (RiskLevel.YELLOW, date(2026, 7, 1), date(2026, 7, 1)),
    ],
)
def test_a_refusal_moves_the_visit_of_a_green_person_alone(
    place: AtWork, level: RiskLevel, refused: date, agreed: date
) -> None:
    patient = a_patient(place.village, level=level, confirmed_on=CONFIRMED)
    renew_visit_due(patient, caused_by=("patient", patient.id), at=NOW, on=TODAY)
    say(place, patient, REFUSED, on=date(2026, 6, 20))
    assert visit_due(patient) == refused
    say(place, patient, AGREED)
    assert visit_due(patient) == agreed
    say(place, patient, WITHDRAWN)
    assert visit_due(patient) == refused


@pytest.mark.parametrize(
    ("outcome", "more", "field"),
    [
        (AGREED, {"on": date(2026, 7, 15)}, "said_on"),
        (AGREED, {"by": "guardian"}, "signer_name"),
        (WITHDRAWN, {}, "outcome"),
    ],
)
def test_what_has_to_be_mended_is_said_at_its_field(
    place: AtWork, outcome: ConsentOutcome, more: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        say(place, a_patient(place.village), outcome, **more)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_nothing_is_said_before_what_was_said_last(place: AtWork) -> None:
    patient = a_patient(place.village)
    say(place, patient, AGREED)
    with pytest.raises(RuleBroken, match="不能早于上一次"):
        say(place, patient, REFUSED, on=date(2026, 7, 13))
