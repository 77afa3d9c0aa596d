"""Who counts as 待定级: who waits for a first level, not who has left the list."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.queries.overviews import level_counts, levels_by_township
from mhapp.queries.patients import Wanted, people_page
from mhapp.queries.rosters import level_sums
from tests.factories.counties import AtWork, a_village_at_work
from tests.factories.patients import a_patient
from tests.factories.people import a_viewer

TODAY = date(2026, 7, 14)


@pytest.fixture
def place(each_engine: Engine) -> AtWork:
    """One green person, one who waits for a first level, three who left without one."""
    here = a_village_at_work()
    a_patient(here.village, level=RiskLevel.GREEN)
    a_patient(here.village, name="等定级")
    for status in (PatientStatus.EXITED, PatientStatus.MOVED, PatientStatus.DEAD):
        a_patient(here.village, status=status)
    return here


def test_homes_and_the_summary_count_who_waits_and_not_who_left(place: AtWork) -> None:
    county = a_viewer(Role.COUNTY_OFFICE, place.county)
    assert level_counts(county) == {"green": 1, "ungraded": 1}
    (township,) = levels_by_township(county)
    assert township.counts == {"green": 1, "ungraded": 1}
    sums = level_sums(county, Wanted(), on=TODAY)
    assert [(row.level, row.people) for row in sorted(sums, key=lambda row: row.level or "")] == [
        (None, 1), ("green", 1),
    ]  # fmt: skip


def test_a_list_holds_everybody_and_filters_who_waits(place: AtWork) -> None:
    county = a_viewer(Role.COUNTY_OFFICE, place.county)
    everybody = people_page(county, Wanted(), page=1, on=TODAY)
    assert everybody.total == 5
    assert everybody.counts == {"green": 1, "ungraded": 1}
    waiting = people_page(county, Wanted(level="ungraded"), page=1, on=TODAY)
    assert [row.name for row in waiting.rows] == ["等定级"]
    assert waiting.total == 1
