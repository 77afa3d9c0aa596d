"""Leads: which step follows which, who is told, and what a report must say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.lead import (
    QUESTIONS,
    LeadAct,
    LeadSource,
    LeadState,
    Wandering,
    check_wandering,
    may,
    receivers_for,
)
from mhapp.domain.lead_report import LeadReport, check_report
from mhapp.domain.roles import Role

TODAY = date(2026, 7, 14)
REPORT = LeadReport(
    source=LeadSource.CADRE, found_on=TODAY, how_found="邻居反映", answers=("talks_alone",), name="江一帆"
)


def test_the_list_has_its_nine_questions_in_order() -> None:
    codes = list(QUESTIONS)
    assert (len(codes), codes[0], codes[-1]) == (9, "inpatient", "suicide")


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        (LeadState.REPORTED, {LeadAct.ASSESS, LeadAct.ARRANGE, LeadAct.CONFIRM, LeadAct.REJECT}),
        (LeadState.ASSESSED, {LeadAct.ASSESS, LeadAct.ARRANGE, LeadAct.CONFIRM, LeadAct.REJECT}),
        (LeadState.ARRANGED, {LeadAct.ARRANGE, LeadAct.CONFIRM, LeadAct.REJECT}),
        (LeadState.CONFIRMED, set()),
        (LeadState.NOT_CONFIRMED, {LeadAct.CLEAR}),
        (LeadState.CLEARED, set()),
    ],
)
def test_each_state_allows_exactly_these_acts(state: LeadState, acts: set[LeadAct]) -> None:
    assert {act for act in LeadAct if may(act, state)} == acts


def test_the_finder_does_not_tell_their_own_desk() -> None:
    told = (Role.CLINIC_DOCTOR, Role.POLICE_OFFICER, Role.COUNTY_OFFICE)
    assert receivers_for(Role.POLICE_OFFICER, told) == (Role.CLINIC_DOCTOR, Role.COUNTY_OFFICE)
    assert receivers_for(Role.VILLAGE_CADRE, told) == told


def test_a_number_says_sex_and_birth_date_by_itself() -> None:
    checked = check_report(replace(REPORT, identity_number="11010519491231002x"), today=TODAY)
    assert (checked.identity_number, checked.sex, checked.birth_date) == (
        "11010519491231002X",
        "2",
        date(1949, 12, 31),
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"found_on": date(2026, 7, 15)}, "found_on"),
        ({"found_on": date(2025, 7, 12)}, "found_on"),
        ({"answers": ()}, "answers"),
        ({"answers": ("bad_luck",)}, "answers"),
        ({"how_found": "邻居 "}, "how_found"),
        ({"name": " "}, "name"),
        ({"age_about": 121}, "age_about"),
        ({"age_about": -1}, "age_about"),
        ({"birth_date": date(2026, 7, 15)}, "birth_date"),
        ({"birth_date": date(1899, 12, 31)}, "birth_date"),
        ({"identity_number": "440524188001010014"}, "identity_number"),
        ({"phone": "12"}, "phone"),
        ({"identity_number": "110105194912310021"}, "identity_number"),
        ({"identity_number": "11010519491231002X", "sex": "1"}, "sex"),
        ({"identity_number": "11010519491231002X", "birth_date": date(1949, 12, 30)}, "birth_date"),
        ({"wandering": Wandering()}, "help_given"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_report(replace(REPORT, **changes), today=TODAY)  # type: ignore[arg-type]
    assert broken.value.field == field


@pytest.mark.parametrize(
    "changes",
    [
        {"found_on": date(2025, 7, 13)},
        {"name": "", "address": "3组12号"},
        {"name": "", "place_found": "长途汽车站"},
        {"age_about": 0},
        {"age_about": 120},
        {"birth_date": TODAY},
        {"birth_date": date(1900, 1, 1)},
        {"answers": tuple(QUESTIONS)},
        {"wandering": Wandering(help_given="送了棉衣")},
    ],
)
def test_what_may_be_is_taken(changes: dict[str, object]) -> None:
    check_report(replace(REPORT, **changes), today=TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "answered", "field"),
    [
        (None, date(2026, 7, 2), "native_asked_on"),
        (date(2026, 7, 3), date(2026, 7, 2), "native_answered_on"),
        (date(2026, 7, 15), None, "native_asked_on"),
        (date(2026, 7, 2), date(2026, 7, 15), "native_answered_on"),
    ],
)
def test_an_answer_follows_its_request(asked: date | None, answered: date | None, field: str) -> None:
    wandering = Wandering(help_given="送了棉衣", native_asked_on=asked, native_answered_on=answered)
    with pytest.raises(RuleBroken) as broken:
        check_wandering(wandering, TODAY)
    assert broken.value.field == field


def test_an_answer_on_the_day_of_its_request_is_one() -> None:
    day = date(2026, 7, 2)
    check_wandering(Wandering(help_given="送医", native_asked_on=day, native_answered_on=day), TODAY)
