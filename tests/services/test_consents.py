"""Consent said, refused and taken back; what the next visit makes of it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from mhapp.db import session
from mhapp.domain.consent import ConsentOutcome, ConsentSaid, SaidBy
from mhapp.domain.consent_text import consent_text_from_dict
from mhapp.domain.errors import RuleBroken
from mhapp.domain.risk_level import RiskLevel
from mhapp.models import Consent, Due, Patient
from mhapp.queries.consent_texts import consent_text_of
from mhapp.queries.consents import consents_of
from mhapp.services.consent_texts import publish_consent_text
from mhapp.services.consents import record_consent
from mhapp.services.visit_dues import renew_visit_due
from tests.factories.counties import AtWork, a_village_at_work
from tests.factories.patients import a_patient
from tests.factories.people import viewer_of
from tests.factories.units import parent_of

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


def test_a_signed_consent_keeps_its_wording_when_the_county_publishes_another(place: AtWork) -> None:
    county, patient = parent_of(parent_of(place.village)), a_patient(place.village)
    say(place, patient, AGREED, on=date(2026, 7, 1))
    wording = {
        "opening": "请看完{clinic}的说明。",
        "sections": [{"heading": "一、服务", "paragraphs": ["定期随访。"]}],
    }
    day = {"effective_from": date(2026, 7, 10), "at": NOW}
    publish_consent_text(county, {"edition": "county-1", **wording}, **day)  # type: ignore[arg-type]
    with pytest.raises(RuleBroken, match="版本county-1已经发布"):
        publish_consent_text(county, {"edition": "county-1", **wording}, **day)  # type: ignore[arg-type]
    say(place, patient, WITHDRAWN, on=date(2026, 7, 10))
    later, before = consents_of(patient)
    assert (before.text_edition, later.text_edition) == (None, "county-1")
    rows = session.query(Consent).order_by(Consent.id).all()
    assert [consent_text_of(row.text_edition_id).edition for row in rows] == ["sample-1", "county-1"]
    assert consent_text_of(rows[1].text_edition_id).sections[0].paragraphs == ("定期随访。",)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"edition": " "}, "请写版本号"),
        ({"opening": ""}, "请写开头"),
        ({"sections": []}, "至少一段"),
        ({"opening": "您好，{clinic}"}, None),
        ({"sections": [{"heading": "一、服务", "paragraphs": []}]}, "每段一句话"),
        ({"sections": [{"heading": "一、服务", "paragraphs": [" "]}]}, "每段一句话"),
        ({"opening": "{level}您好"}, "不认识的空白项{level}"),
        ({"opening": "{clinic 您好"}, "花括号要成对"),
    ],
)
def test_a_wording_at_fault_is_refused_with_its_place(change: dict[str, object], said: str | None) -> None:
    sections = [{"heading": "一、服务", "paragraphs": ["定期随访。"]}]
    document = {"edition": "county-1", "opening": "您好", "sections": sections, **change}
    if said is None:
        assert consent_text_from_dict(document).edition == "county-1"
        return
    with pytest.raises(RuleBroken, match=re.escape(said)):
        consent_text_from_dict(document)
