"""Rounds and monthly reports: what comes round by itself, house by house, closing and sending, with their dues."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import Engine, func, select

from mhapp import db
from mhapp.domain.errors import RuleBroken
from mhapp.domain.roles import Role
from mhapp.domain.screening import Coverage, HouseholdOutcome
from mhapp.domain.viewer import Viewer
from mhapp.models import Due, HouseholdEntry, ScreeningRound, VillageReport
from mhapp.queries.coverages import coverage_of
from mhapp.queries.office_dues import overdue_dues, own_dues
from mhapp.queries.screenings import households_of
from mhapp.queries.todays import today_of
from mhapp.queries.village_reports import report_rows
from mhapp.services.recurring_dues import open_recurring
from mhapp.services.screenings import (
    Household,
    close_round,
    correct_household,
    enter_household,
    open_round,
)
from mhapp.services.village_reports import send_report
from tests.factories.counties import AtWork, a_village_at_work
from tests.factories.leads import a_lead
from tests.factories.patients import at_noon
from tests.factories.people import a_viewer, viewer_of
from tests.factories.units import a_village

DAY = date(2026, 7, 14)
NOON = at_noon(DAY)
SEEN, NOBODY, LEAD = HouseholdOutcome.SEEN, HouseholdOutcome.NOBODY, HouseholdOutcome.LEAD


@dataclass
class Quarter:
    """A village's quarter that has begun: 3 households, 9 people."""

    at_work: AtWork
    cadre: Viewer
    found: ScreeningRound

    def enter(self, label: str, persons: int, seen: int, outcome: HouseholdOutcome) -> HouseholdEntry:
        return enter_household(self.found, Household(label, persons, seen, outcome), by=self.cadre, at=NOON)

    def coverage(self) -> Coverage:
        found = coverage_of(self.found)
        assert found is not None
        return found


@pytest.fixture
def quarter(database: Engine) -> Iterator[Quarter]:
    at_work = a_village_at_work()
    open_recurring(at=NOON)
    cadre = viewer_of(at_work.cadre)
    found = db.session.scalars(
        select(ScreeningRound).where(ScreeningRound.unit_id == at_work.village.id)
    ).one()
    open_round(found, area="全村", households=3, persons=9, by=cadre, at=NOON)
    yield Quarter(at_work, cadre, found)
    db.session.rollback()


def dues_now() -> set[tuple[str, str, date]]:
    found = db.session.scalars(select(Due).where(Due.closed_at.is_(None)))
    return {(due.kind, due.owed_by_role, due.due_on) for due in found}


def test_month_quarter_and_half_year_open_by_themselves_and_once(quarter: Quarter) -> None:
    assert dues_now() == {
        ("village_report", "village_cadre", date(2026, 7, 31)),
        ("screening", "village_cadre", date(2026, 9, 30)),
        ("screening", "civil_affairs", date(2026, 12, 31)),
    }
    assert open_recurring(at=NOON) == 0
    assert open_recurring(at=at_noon(date(2026, 7, 31))) == 0
    assert open_recurring(at=at_noon(date(2026, 8, 1))) == 1
    assert open_recurring(at=at_noon(date(2026, 10, 1))) == 2
    assert open_recurring(at=at_noon(date(2027, 1, 1))) == 3
    a_village(quarter.at_work.township, "新村")
    assert open_recurring(at=at_noon(date(2027, 1, 1))) == 2


def test_a_month_that_ends_on_a_weekend_is_reported_before_it(quarter: Quarter) -> None:
    open_recurring(at=at_noon(date(2026, 10, 5)))
    assert ("village_report", "village_cadre", date(2026, 10, 30)) in dues_now()


def test_coverage_counts_households_and_people_and_corrections_once(quarter: Quarter) -> None:
    quarter.enter("3组12号", 4, 3, SEEN)
    wrong = quarter.enter("3组13号", 2, 2, SEEN)
    quarter.enter("3组14号", 3, 1, LEAD)
    assert quarter.coverage() == Coverage(3, 3, 6, 9, 1)
    with pytest.raises(RuleBroken, match="这一轮已经登记过") as twice:
        quarter.enter("３组 12号", 4, 4, SEEN)
    assert twice.value.field == "label"
    with pytest.raises(RuleBroken, match="这一轮已经登记过"):
        correct_household(wrong, Household("3组12号", 2, 0, NOBODY), by=quarter.cadre, at=NOON)
    correct_household(wrong, Household("3组13号", 2, 0, NOBODY), by=quarter.cadre, at=NOON)
    assert quarter.coverage() == Coverage(3, 3, 4, 9, 1)
    with pytest.raises(RuleBroken, match="已经登记了3户"):
        open_round(quarter.found, area="全村", households=2, persons=9, by=quarter.cadre, at=NOON)
    with pytest.raises(RuleBroken, match="已经见到了4人"):
        open_round(quarter.found, area="全村", households=3, persons=3, by=quarter.cadre, at=NOON)
    open_round(quarter.found, area="全村", households=3, persons=9, by=quarter.cadre, at=NOON)
    rows = households_of(quarter.cadre, quarter.found)
    assert [(row.number, row.label, row.seen) for row in rows] == [
        (1, "3组12号", 3), (2, "3组13号", 0), (3, "3组14号", 1),
    ]  # fmt: skip
    assert db.session.scalar(select(func.count()).select_from(HouseholdEntry)) == 4
    with pytest.raises(RuleBroken, match="已经更正过"):
        correct_household(wrong, Household("3组13号", 2, 1, SEEN), by=quarter.cadre, at=NOON)


def test_a_household_whose_lead_is_reported_stays_one(quarter: Quarter) -> None:
    entry = quarter.enter("3组14号", 3, 1, LEAD)
    entry.lead_id = a_lead(quarter.at_work.village).id
    with pytest.raises(RuleBroken, match="已经上报了线索"):
        correct_household(entry, Household("3组14号", 3, 1, SEEN), by=quarter.cadre, at=NOON)
    again = correct_household(entry, Household("3组14号", 3, 2, LEAD), by=quarter.cadre, at=NOON)
    assert again.lead_id == entry.lead_id


def test_closing_the_round_closes_what_was_owed_and_the_book(quarter: Quarter) -> None:
    quarter.enter("3组12号", 4, 3, SEEN)
    close_round(quarter.found, quarter.coverage(), remark="两户外出打工", by=quarter.cadre, at=NOON)
    assert ("screening", "village_cadre", date(2026, 9, 30)) not in dues_now()
    assert (quarter.found.closed_households, quarter.found.closed_seen) == (1, 3)
    with pytest.raises(RuleBroken, match="已经结束"):
        quarter.enter("3组13号", 2, 2, SEEN)
    with pytest.raises(RuleBroken, match="已经结束"):
        open_round(quarter.found, area="全村", households=4, persons=9, by=quarter.cadre, at=NOON)


def test_nobody_enters_a_household_in_a_round_that_has_not_begun(quarter: Quarter) -> None:
    half_year = db.session.scalars(select(ScreeningRound).where(ScreeningRound.span == "half_year")).one()
    with pytest.raises(RuleBroken, match="请先填写"):
        enter_household(half_year, Household("1", 1, 1, SEEN), by=quarter.cadre, at=NOON)


def test_a_half_year_counts_each_village_by_its_best_quarter(quarter: Quarter) -> None:
    half_year = db.session.scalars(select(ScreeningRound).where(ScreeningRound.span == "half_year")).one()
    civil = a_viewer(Role.CIVIL_AFFAIRS, quarter.at_work.township)
    assert coverage_of(half_year) is None
    open_round(half_year, area="全镇", households=5, persons=20, by=civil, at=NOON)
    quarter.enter("3组12号", 4, 3, SEEN)
    quarter.enter("3组13号", 2, 2, LEAD)
    open_recurring(at=at_noon(date(2026, 10, 1)))
    fourth = db.session.scalars(
        select(ScreeningRound).where(ScreeningRound.starts_on == date(2026, 10, 1))
    ).one()
    open_round(fourth, area="全村", households=3, persons=9, by=quarter.cadre, at=NOON)
    enter_household(fourth, Household("3组12号", 4, 4, LEAD), by=quarter.cadre, at=NOON)
    assert coverage_of(half_year) == Coverage(2, 5, 5, 20, 2)


def test_a_report_counts_the_villages_leads_of_its_month(quarter: Quarter) -> None:
    village = quarter.at_work.village
    for day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 31), date(2026, 8, 1)):
        a_lead(village, reported_on=day)
    report = db.session.scalars(select(VillageReport)).one()
    with pytest.raises(RuleBroken, match="变成2条"):
        send_report(report, seen="1", remark="", by=quarter.cadre, at=NOON)
    send_report(report, seen="2", remark="", by=quarter.cadre, at=NOON)
    assert report.leads == 2
    assert not {kind for kind, _, _ in dues_now()} & {"village_report"}
    with pytest.raises(RuleBroken, match="已经报送"):
        send_report(report, seen="2", remark="", by=quarter.cadre, at=NOON)


def test_nothing_to_report_is_reported_too(quarter: Quarter) -> None:
    report = db.session.scalars(select(VillageReport)).one()
    send_report(report, seen="0", remark="本月无", by=quarter.cadre, at=NOON)
    assert (report.leads, report.remark) == (0, "本月无")


def test_the_village_sees_what_it_owes_seven_days_ahead_and_the_township_once_it_is_late(
    quarter: Quarter,
) -> None:
    reviewer = a_viewer(Role.TOWNSHIP_REVIEWER, quarter.at_work.township)
    assert today_of(quarter.cadre, on=date(2026, 7, 23)).is_empty
    soon = today_of(quarter.cadre, on=date(2026, 7, 24)).soon.tasks
    assert [(task.kind.label, task.subject.words) for task in soon] == [("线索月报", "2026年7月")]
    assert overdue_dues(reviewer, on=date(2026, 7, 31)).total == 0
    late = overdue_dues(reviewer, on=date(2026, 8, 2))
    assert [(task.kind.label, task.owed_by, task.overdue) for task in late.tasks.rows] == [
        ("线索月报", "柏树村", 2)
    ]
    assert late.total == 1
    rows = report_rows(reviewer, on=date(2026, 8, 2), month=date(2026, 7, 1))
    assert [(row.village_name, row.sent_at, row.overdue) for row in rows] == [("柏树村", None, 2)]


def test_the_offices_home_lists_what_is_about_no_patient(quarter: Quarter) -> None:
    civil = a_viewer(Role.CIVIL_AFFAIRS, quarter.at_work.township)
    owed = own_dues(civil, on=DAY)
    assert [(task.kind.label, task.subject.words, task.subject.place) for task in owed.tasks.rows] == [
        ("入户排查", "2026年下半年", "石盘镇")
    ]
    assert (owed.total, owed.rows) == (1, [])
