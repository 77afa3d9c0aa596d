"""What the worker does by itself at each start and every night."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from mhapp import clock, db
from mhapp.domain.lead import LeadState
from mhapp.jobs.daily import do_daily_work
from mhapp.models import Lead, PolicyEdition, VillageReport
from tests.factories.counties import a_village_at_work
from tests.factories.leads import a_lead
from tests.factories.units import a_village


def test_the_day_begins_once_however_often_it_is_begun(each_engine: Engine) -> None:
    village = a_village_at_work().village
    a_lead(village, state=LeadState.NOT_CONFIRMED, clear_on=clock.today() - timedelta(days=1))
    db.finish()
    do_daily_work()
    do_daily_work()
    assert db.session.scalars(select(Lead.state)).all() == ["cleared"]
    assert db.session.scalars(select(VillageReport.month)).all() == [clock.today().replace(day=1)]


def test_what_fails_stops_nothing_else_and_says_no_name(
    database: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    village = a_village()  # its county has no calendar
    a_lead(village, name="林线索", state=LeadState.NOT_CONFIRMED, clear_on=clock.today())
    db.finish()
    assert db.session.scalars(select(PolicyEdition)).all() == []
    with caplog.at_level(logging.ERROR):
        do_daily_work()
    assert "open_recurring failed: LookupError" in caplog.text
    assert "林线索" not in caplog.text
    assert db.session.scalars(select(Lead.name)).all() == [None]
