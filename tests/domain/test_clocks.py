"""Every clock with both sides of its limit, dates written by hand."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from mhapp.domain.clocks import ClockTable, months_after
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.visit_clock import (
    OpenRise,
    SensitivePeriod,
    VisitFacts,
    is_face_to_face,
    visit_due,
    visit_due_after_rise,
)
from mhapp.domain.working_days import WorkingDays

CLOCKS = ClockTable.from_dict(tomllib.loads(Path("mhapp/data/clocks.toml").read_text(encoding="utf-8")))
CALENDAR = WorkingDays.from_dict(json.loads(Path("mhapp/data/working_days.json").read_text(encoding="utf-8")))
LEVELS = {
    "red": RiskLevel.RED,
    "orange": RiskLevel.ORANGE,
    "yellow": RiskLevel.YELLOW,
    "green": RiskLevel.GREEN,
}


def day(text: str) -> date:
    return date.fromisoformat(text)


def facts(level: str | None, last: str | None, **others: object) -> VisitFacts:
    """A person confirmed on 5 January 2026, in the community since."""
    known = {"confirmed_on": day("2026-01-05"), "status_since": day("2026-01-05"), "open_rise": None} | others
    return VisitFacts(
        level=LEVELS[level] if level else None,
        last_face_to_face=day(last) if last else None,
        **known,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-31", 6, "2027-06-30"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-02-28", 1, "2026-03-28"),
    ],
)
def test_a_month_without_that_day_ends_on_its_last(start: str, months: int, end: str) -> None:
    assert months_after(day(start), months) == day(end)


@pytest.mark.parametrize(
    ("level", "due"),
    [
        ("red", "2026-06-08"),
        ("orange", "2026-06-15"),
        ("yellow", "2026-07-01"),
        ("green", "2026-08-30"),
        (None, "2026-07-01"),
    ],
)
def test_the_visit_interval_follows_the_level_and_ungraded_is_visited_as_yellow(level: str, due: str) -> None:
    assert visit_due(facts(level, "2026-06-01"), CLOCKS) == day(due)


@pytest.mark.parametrize(
    ("level", "due"),
    [("green", "2026-12-01"), ("yellow", "2026-07-01"), ("red", "2026-06-08"), (None, "2026-07-01")],
)
def test_who_refused_consent_is_visited_jointly_every_half_year_where_the_level_is_green(
    level: str | None, due: str
) -> None:
    assert visit_due(replace(facts(level, "2026-06-01"), consent_refused=True), CLOCKS) == day(due)


def test_clocks_published_before_consent_was_kept_count_half_a_year_too() -> None:
    older = replace(CLOCKS, counts={"missed_in_a_row": 3, "away_call_months": 1})
    assert older.joint_visit_due(day("2026-08-31")) == day("2027-02-28")


def test_a_person_never_visited_is_owed_a_visit_from_confirmation() -> None:
    assert visit_due(facts("yellow", None), CLOCKS) == day("2026-02-04")


@pytest.mark.parametrize(
    ("last", "status_since", "due"),
    [
        ("2026-05-01", "2026-06-10", "2026-07-10"),  # home from hospital after the last visit
        ("2026-06-11", "2026-06-10", "2026-07-11"),
        ("2026-06-10", "2026-06-10", "2026-07-10"),
        (None, "2026-06-10", "2026-07-10"),
    ],
)
def test_the_clock_starts_at_the_later_of_visit_and_status(
    last: str | None, status_since: str, due: str
) -> None:
    assert visit_due(facts("yellow", last, status_since=day(status_since)), CLOCKS) == day(due)


@pytest.mark.parametrize(
    ("level", "proposed", "since", "due"),
    [
        ("green", "red", "2026-06-01", "2026-06-08"),
        ("green", "orange", "2026-06-03", "2026-06-15"),
        (None, "orange", "2026-06-01", "2026-06-15"),
        ("yellow", "green", "2026-06-01", "2026-07-01"),  # a fall keeps the shorter interval
        ("red", "orange", "2026-06-01", "2026-06-08"),
        ("green", "red", "2026-07-20", "2026-07-20"),  # nobody is late before the rise was proposed
        ("green", "red", "2026-09-05", "2026-08-30"),  # already overdue stays so
    ],
)
def test_an_open_proposal_shortens_the_interval_and_never_stretches_it(
    level: str | None, proposed: str, since: str, due: str
) -> None:
    rise = OpenRise(LEVELS[proposed], day(since))
    assert visit_due(facts(level, "2026-06-01", open_rise=rise), CLOCKS) == day(due)


@pytest.mark.parametrize(
    ("old_due", "risen_on", "level", "due"),
    [
        ("2026-08-30", "2026-06-10", "red", "2026-06-17"),
        ("2026-06-16", "2026-06-10", "red", "2026-06-16"),
        ("2026-06-17", "2026-06-10", "red", "2026-06-17"),
        ("2026-06-18", "2026-06-10", "red", "2026-06-17"),
        ("2026-06-01", "2026-06-10", "orange", "2026-06-01"),
    ],
)
def test_after_a_rise_the_earlier_date_holds(old_due: str, risen_on: str, level: str, due: str) -> None:
    assert visit_due_after_rise(day(old_due), day(risen_on), LEVELS[level], CLOCKS) == day(due)


@pytest.mark.parametrize(
    ("level", "last", "due"),
    [
        ("green", "2026-06-20", "2026-08-04"),  # 45 days later lies in the period
        ("green", "2026-05-17", "2026-07-01"),  # lies on its first day
        (
            "green",
            "2026-05-16",
            "2026-08-14",
        ),  # lies a day before it: 90 days are earlier than first day + 45
        ("green", "2026-06-26", "2026-08-10"),  # lies on its last day
        ("green", "2026-06-27", "2026-09-25"),  # lies a day after it: the ordinary date
        (
            "yellow",
            "2026-06-10",
            "2026-07-10",
        ),  # 25 June is before it: first day + 15, the ordinary date is earlier
        ("yellow", "2026-06-15", "2026-07-15"),
        ("yellow", "2026-06-16", "2026-07-01"),
        ("red", "2026-06-30", "2026-07-03"),
        ("red", "2026-06-27", "2026-07-04"),
        ("orange", "2026-06-24", "2026-07-01"),
        (None, "2026-06-20", "2026-07-05"),
    ],
)
def test_a_sensitive_period_brings_visits_forward_and_never_back(
    level: str | None, last: str, due: str
) -> None:
    period = SensitivePeriod(day("2026-07-01"), day("2026-08-10"))
    assert visit_due(facts(level, last), CLOCKS, [period]) == day(due)


@pytest.mark.parametrize(
    ("first", "due"),
    [
        ("2026-06-20", "2026-06-21"),  # 21 June lies in it
        ("2026-06-21", "2026-06-21"),  # and is its first day
        ("2026-06-22", "2026-07-12"),  # lies a day before it: its first day + 20
        ("2026-08-10", "2026-08-30"),
        ("2026-08-11", "2026-08-30"),  # + 20 would be later than the ordinary date
    ],
)
def test_a_period_that_begins_later_asks_within_the_short_interval_of_its_first_day(
    first: str, due: str
) -> None:
    county = replace(CLOCKS, visit_sensitive={**CLOCKS.visit_sensitive, RiskLevel.GREEN: 20})
    period = SensitivePeriod(day(first), day("2026-12-31"))
    assert visit_due(facts("green", "2026-06-01"), county, [period]) == day(due)


@pytest.mark.parametrize(
    ("level", "determined_on", "review_by"),
    [
        ("red", "2026-01-31", "2026-02-28"),
        ("orange", "2026-11-30", "2027-02-28"),
        ("yellow", "2026-08-31", "2027-02-28"),
        ("green", "2026-06-10", "2027-06-10"),
    ],
)
def test_every_level_has_its_review_by_date(level: str, determined_on: str, review_by: str) -> None:
    assert CLOCKS.review_by(LEVELS[level], day(determined_on)) == day(review_by)


def test_the_first_determination_is_due_thirty_days_after_confirmation() -> None:
    assert CLOCKS.first_determination_due(day("2026-06-10")) == day("2026-07-10")


@pytest.mark.parametrize(
    ("clock", "due"),
    [
        ("audit", "2026-11-26"),
        ("determine", "2026-11-30"),
        ("file", "2026-11-30"),
        ("specialist_opinion", "2026-12-07"),
        ("reassessment", "2026-11-24"),
        ("suggestion_answer", "2026-11-24"),
        ("rating_notice", "2026-11-25"),
        ("takeover", "2026-11-26"),
    ],
)
def test_steps_are_due_in_working_days_from_monday_23_november(clock: str, due: str) -> None:
    assert CLOCKS.working_due(clock, day("2026-11-23"), CALENDAR).day == day(due)


def test_a_missed_visit_is_tried_again_in_fourteen_days() -> None:
    assert CLOCKS.missed_retry_due(day("2026-06-10")) == day("2026-06-24")


@pytest.mark.parametrize(("in_a_row", "lost"), [(1, False), (2, False), (3, True), (4, True)])
def test_the_third_attempt_in_a_row_is_lost_contact(in_a_row: int, lost: bool) -> None:
    assert CLOCKS.is_lost_contact(in_a_row) is lost


def test_somebody_living_elsewhere_is_called_a_month_after_the_last_contact() -> None:
    assert CLOCKS.away_call_due(day("2026-01-31")) == day("2026-02-28")


@pytest.mark.parametrize(
    ("days_left", "due"), [(8, None), (7, "2026-06-17"), (1, "2026-06-11"), (0, "2026-06-10")]
)
def test_medicine_is_owed_before_a_low_supply_ends(days_left: int, due: str | None) -> None:
    assert CLOCKS.medicine_due(day("2026-06-10"), days_left) == (day(due) if due else None)


def test_a_letter_is_announced_thirty_days_before_it_expires() -> None:
    assert CLOCKS.letter_renewal_opens(day("2026-12-31")) == day("2026-12-01")


@pytest.mark.parametrize(
    ("manner", "seen", "counts"),
    [
        ("home", ["patient"], True),
        ("other", ["patient", "guardian"], True),
        ("home", ["guardian"], False),  # recorded, but counts neither for the clock nor for two falls
        ("home", ["other"], False),
        ("phone", ["patient"], False),
        ("home", ["nobody"], False),
        ("home", [], False),
    ],
)
def test_face_to_face_is_not_by_telephone_and_the_patient_seen(
    manner: str, seen: list[str], counts: bool
) -> None:
    assert is_face_to_face(manner, seen) is counts
