"""Entries follow a decision, are owed by whom the six-month rule says, and are recorded once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from mhapp.db import session
from mhapp.domain.errors import RuleBroken
from mhapp.domain.list_entry import ListSystem, Standing
from mhapp.domain.paper_decision import PaperDecision
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.models import Due, ListEntry, Patient, Responsibility
from mhapp.queries.list_standings import standings_of
from mhapp.services.list_entries import Done, record_done
from mhapp.services.paper_decisions import record_paper_decision
from tests.factories.counties import AtWork, a_village_at_work
from tests.factories.patients import a_patient
from tests.factories.people import a_viewer
from tests.factories.units import a_township, a_village

NOW = datetime(2026, 7, 14, 2, 0, tzinfo=UTC)
TODAY = date(2026, 7, 14)


@pytest.fixture
def place(database: Engine) -> AtWork:
    return a_village_at_work()


def decide(place: AtWork, patient: Patient, level: RiskLevel, on: date) -> None:
    """A level on paper, entered by the county."""
    county = a_viewer(Role.COUNTY_OFFICE, place.county)
    record_paper_decision(patient, PaperDecision(level, on, "演示区管理办公室", f"{on}号"), by=county, at=NOW)


def open_entries(patient: Patient) -> dict[str, ListEntry]:
    found = session.query(ListEntry).filter_by(patient_id=patient.id, done_at=None, dropped_at=None)
    return {row.system: row for row in found}


def finish(place: AtWork, entry: ListEntry, **said: str) -> None:
    police = a_viewer(Role.POLICE_OFFICER, place.township)
    record_done(entry, Done(on=TODAY, **said), by=police, at=NOW)


def test_a_decision_that_is_overtaken_drops_what_nobody_entered_yet(place: AtWork) -> None:
    patient = a_patient(place.village)
    decide(place, patient, RiskLevel.RED, date(2026, 6, 1))
    assert open_entries(patient)["priority"].control_grade == "1"
    decide(place, patient, RiskLevel.GREEN, date(2026, 6, 20))
    assert open_entries(patient) == {}
    owed = session.query(Due).filter_by(patient_id=patient.id, kind="list_entry", closed_at=None)
    assert owed.count() == 0


def test_a_step_down_changes_the_grade_and_an_entered_list_is_left(place: AtWork) -> None:
    patient = a_patient(place.village)
    decide(place, patient, RiskLevel.RED, date(2026, 6, 1))
    for entry in open_entries(patient).values():
        finish(place, entry)
    decide(place, patient, RiskLevel.ORANGE, date(2026, 6, 20))
    asked = {system: (row.act, row.control_grade) for system, row in open_entries(patient).items()}
    assert asked == {"priority": ("change", "2"), "major_risk": ("change", None)}


def test_another_grade_needs_its_reason_and_is_kept(place: AtWork) -> None:
    patient = a_patient(place.village)
    decide(place, patient, RiskLevel.ORANGE, date(2026, 6, 1))
    entry = open_entries(patient)["priority"]
    with pytest.raises(RuleBroken, match="请写明原因"):
        finish(place, entry, grade="1")
    finish(place, entry, grade="1", grade_reason="县里研判为一级")
    assert standings_of(patient.id)[ListSystem.PRIORITY] == Standing(True, "1")
    with pytest.raises(RuleBroken, match="已经办结"):
        finish(place, entry)


def test_a_day_to_come_is_refused(place: AtWork) -> None:
    patient = a_patient(place.village)
    decide(place, patient, RiskLevel.YELLOW, date(2026, 6, 1))
    police = a_viewer(Role.POLICE_OFFICER, place.township)
    with pytest.raises(RuleBroken, match="不能晚于今天"):
        record_done(
            open_entries(patient)["key_person"], Done(on=TODAY + timedelta(days=1)), by=police, at=NOW
        )


@pytest.mark.parametrize(("days", "by_residence"), [(182, True), (100, False)])
def test_the_half_year_decides_which_township_owes(place: AtWork, days: int, by_residence: bool) -> None:
    home = a_village(a_township(place.county, "远山镇"), "祖居村")
    patient = a_patient(place.village)
    patient.lives_here_since, patient.lives_here_proof = TODAY - timedelta(days=days), "租房合同"
    session.add(Responsibility(patient_id=patient.id, unit_id=home.id, kind="registration", from_date=TODAY))
    decide(place, patient, RiskLevel.YELLOW, date(2026, 6, 1))
    entry = open_entries(patient)["key_person"]
    owing, assisting = (
        (place.township.id, home.parent_id) if by_residence else (home.parent_id, place.township.id)
    )
    assert (entry.owed_by_unit_id, entry.assisting_unit_id, entry.owed_elsewhere) == (owing, assisting, False)
