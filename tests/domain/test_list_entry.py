"""What a level asks for in each list, and which police station enters."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

import mhapp
from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_route import Exit
from mhapp.domain.list_entry import (
    Ask,
    ListAct,
    ListRules,
    ListSystem,
    Owner,
    Standing,
    asked_for,
    check_regrade,
    who_enters,
)
from mhapp.domain.risk_level import RiskLevel

RED, ORANGE, YELLOW, GREEN = RiskLevel.RED, RiskLevel.ORANGE, RiskLevel.YELLOW, RiskLevel.GREEN
RULES = ListRules.from_dict(
    tomllib.loads((Path(mhapp.__file__).parent / "data" / "list_entry.toml").read_text("utf-8"))
)
HEALTH, KEY, PRIORITY, RISK = ListSystem
ENTER, CHANGE, REMOVE = ListAct
IN = Standing(listed=True)


Asked = set[tuple[ListSystem, ListAct, str | None]]


def asks(
    standing: dict[ListSystem, Standing],
    before: RiskLevel | None,
    now: RiskLevel | None,
    exit_ground: Exit | None = None,
) -> Asked:
    found = asked_for(RULES, {HEALTH: IN, **standing}, before=before, now=now, exit_ground=exit_ground)
    assert all(isinstance(one, Ask) for one in found)
    return {(one.system, one.act, one.grade) for one in found}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (RED, {(KEY, ENTER, None), (PRIORITY, ENTER, "1"), (RISK, ENTER, None)}),
        (ORANGE, {(KEY, ENTER, None), (PRIORITY, ENTER, "2"), (RISK, ENTER, None)}),
        (YELLOW, {(KEY, ENTER, None), (RISK, ENTER, None)}),
        (GREEN, set()),
    ],
)
def test_a_first_level_asks_for_its_lists(now: RiskLevel, expected: Asked) -> None:
    assert asks({}, None, now) == expected


def test_a_confirmed_person_is_asked_for_in_the_health_system_alone() -> None:
    assert {(a.system, a.act) for a in asked_for(RULES, {}, before=None, now=None)} == {(HEALTH, ENTER)}


LISTED = {KEY: IN, PRIORITY: Standing(True, "1"), RISK: IN}


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (RED, ORANGE, {(PRIORITY, CHANGE, "2"), (RISK, CHANGE, None)}),
        (RED, YELLOW, {(PRIORITY, REMOVE, None), (RISK, CHANGE, None)}),
        (RED, GREEN, {(KEY, REMOVE, None), (PRIORITY, REMOVE, None), (RISK, REMOVE, None)}),
        (RED, RED, set()),
    ],
)
def test_a_step_down_changes_or_removes(before: RiskLevel, now: RiskLevel, expected: Asked) -> None:
    assert asks(LISTED, before, now) == expected


def test_a_grade_recorded_otherwise_stays_when_the_level_is_kept() -> None:
    otherwise = {KEY: IN, PRIORITY: Standing(True, "1"), RISK: IN}
    assert asks(otherwise, ORANGE, ORANGE) == set()
    assert asks({**otherwise, PRIORITY: Standing(True, "2")}, RED, ORANGE) == {(RISK, CHANGE, None)}


@pytest.mark.parametrize(
    ("ground", "health_ends"),
    [(Exit.DEATH, True), (Exit.MOVED_OUT, True), (Exit.INCAPACITATED, False), (Exit.DELISTED, False)],
)
def test_an_exit_takes_out_of_all_lists_but_the_clinic_may_go_on(ground: Exit, health_ends: bool) -> None:
    expected = {(KEY, REMOVE, None), (PRIORITY, REMOVE, None), (RISK, REMOVE, None)}
    assert asks(LISTED, RED, None, ground) == expected | ({(HEALTH, REMOVE, None)} if health_ends else set())


def test_nobody_is_taken_out_of_a_list_they_never_were_in() -> None:
    assert asks({}, RED, GREEN) == set()


@pytest.mark.parametrize(
    ("since", "proof", "registered_here", "expected"),
    [
        (None, None, True, Owner(True, False)),
        (date(2026, 1, 14), "租房合同", False, Owner(True, True)),
        (date(2026, 1, 15), "租房合同", False, Owner(False, True)),
        (date(2026, 1, 14), " ", False, Owner(False, True)),
        (None, "租房合同", False, Owner(False, True)),
    ],
)
def test_the_police_of_the_residence_enter_after_half_a_year_with_proof(
    since: date | None, proof: str | None, registered_here: bool, expected: Owner
) -> None:
    found = who_enters(
        lives_here_since=since, proof=proof, registered_here=registered_here, on=date(2026, 7, 14), months=6
    )
    assert found == expected


@pytest.mark.parametrize(
    ("grade", "reason", "on", "field"),
    [
        ("1", "县里研判", date(2026, 7, 10), None),
        ("1", "县里研判", date(2026, 7, 1), None),
        ("1", "县里研判", date(2026, 6, 30), "done_on"),
        ("1", "县里研判", date(2026, 7, 15), "done_on"),
        ("1", "  ", date(2026, 7, 10), "grade_reason"),
        ("2", "县里研判", date(2026, 7, 10), "grade"),
        ("3", "县里研判", date(2026, 7, 10), "grade"),
    ],
)
def test_a_grade_is_given_anew_with_a_reason_and_a_day_since_the_last(
    grade: str, reason: str, on: date, field: str | None
) -> None:
    facts = {"standing": "2", "on": on, "since": date(2026, 7, 1), "today": date(2026, 7, 14)}
    if field is None:
        check_regrade(grade, reason, **facts)  # type: ignore[arg-type]
        return
    with pytest.raises(RuleBroken) as broken:
        check_regrade(grade, reason, **facts)  # type: ignore[arg-type]
    assert broken.value.field == field
