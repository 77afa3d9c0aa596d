"""Who may record which status, and between which days."""

from __future__ import annotations

from datetime import date

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.patient_status import PatientStatus, check_change, may_record
from mhapp.domain.roles import Role

TODAY, CURRENT_SINCE = date(2026, 7, 1), date(2026, 5, 1)
CADRE, DOCTOR, POLICE, CIVIL = (
    Role.VILLAGE_CADRE, Role.CLINIC_DOCTOR, Role.POLICE_OFFICER, Role.CIVIL_AFFAIRS,
)  # fmt: skip


def recorded(status: str = "hospital", **more: object) -> None:
    asked: dict[str, object] = {
        "role": CADRE, "since": TODAY, "current_since": CURRENT_SINCE, "source": "家属电话", "today": TODAY,
        "backdating_days": 60,
    }  # fmt: skip
    check_change(PatientStatus.COMMUNITY, PatientStatus(status), **{**asked, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "who"),
    [
        ("hospital", {CADRE, DOCTOR, CIVIL}),
        ("away", {CADRE, DOCTOR, CIVIL}),
        ("custody", {POLICE, CIVIL}),
        ("lost", {CADRE, DOCTOR, POLICE, CIVIL}),
        ("moved", {CADRE, CIVIL}),
        ("dead", {CADRE, DOCTOR, POLICE, CIVIL}),
        ("exited", set()),
    ],
)
def test_each_status_is_recorded_by_those_who_learn_of_it(status: str, who: set[Role]) -> None:
    may = {role for role in Role if may_record(role, PatientStatus.COMMUNITY, PatientStatus(status))}
    assert may == who


def test_after_a_death_no_other_status_is_recorded() -> None:
    dead = PatientStatus.DEAD
    assert not [one for one in PatientStatus for role in Role if may_record(role, dead, one)]


def test_of_somebody_who_left_the_list_only_a_death_is_recorded() -> None:
    exited = PatientStatus.EXITED
    assert [one.value for one in PatientStatus if may_record(CIVIL, exited, one)] == ["dead"]


@pytest.mark.parametrize(
    ("since", "fault"),
    [
        (date(2026, 7, 1), ""),
        (date(2026, 7, 2), "不能晚于今天"),
        (date(2026, 5, 2), ""),  # sixty days ago
        (date(2026, 5, 1), "只能补登60天以内的变化"),  # sixty-one
    ],
)
def test_a_status_begins_between_the_limit_and_today(since: date, fault: str) -> None:
    if not fault:
        recorded(since=since)
        return
    with pytest.raises(RuleBroken, match=fault) as broken:
        recorded(since=since)
    assert broken.value.field == "since"


def test_a_status_may_begin_the_day_the_last_one_did_and_no_earlier() -> None:
    recorded(since=date(2026, 6, 20), current_since=date(2026, 6, 20))
    with pytest.raises(RuleBroken, match="不能早于现在的状态：在社区从2026年6月20日起"):
        recorded(since=date(2026, 6, 19), current_since=date(2026, 6, 20))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"status": "community"}, "status"),
        ({"status": "exited"}, "status"),
        ({"status": "custody"}, "status"),
        ({"source": "  "}, "source"),
    ],
)
def test_a_fault_is_said_at_its_field(more: dict[str, str], field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        recorded(**more)
    assert broken.value.field == field
