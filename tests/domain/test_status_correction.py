"""What stands again when a status that was recorded by mistake is taken back, and who may do it."""

from __future__ import annotations

from datetime import date

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.roles import Role
from mhapp.domain.status_correction import Recorded, check_reason, last_record, may_correct

REGISTERED = date(2025, 1, 10)


def day(month: int, number: int = 1) -> date:
    return date(2026, month, number)


def history(*rows: str) -> list[Recorded]:
    """From "before>status month", one a line; "x3" takes the third row back, to the status it came from."""
    found: list[Recorded] = []
    for key, row in enumerate(rows, 1):
        if row.startswith("x"):
            wrong = found[int(row[1:]) - 1]
            found.append(Recorded(key, wrong.status, wrong.before, day(1), "更正", corrects=wrong.key))
            continue
        change, month = row.split()
        before, status = change.split(">")
        found.append(
            Recorded(key, PatientStatus(before), PatientStatus(status), day(int(month)), f"第{key}条")
        )
    return found


@pytest.mark.parametrize(
    ("rows", "restored"),
    [
        # a death that was none: whatever stood before it, with its own day and source
        (["community>dead 7"], ("community", REGISTERED, None)),
        (["community>exited 6", "exited>dead 7"], ("exited", day(6), "第1条")),
        (["community>hospital 5", "hospital>dead 7"], ("hospital", day(5), "第1条")),
        (["community>moved 5", "moved>dead 7"], ("moved", day(5), "第1条")),
        (["community>away 4", "away>lost 5", "lost>dead 7"], ("lost", day(5), "第2条")),
        (["hospital>community 3", "community>dead 7"], ("community", day(3), "第1条")),
        # a search that was noted meanwhile changes nothing
        (["community>lost 5", "lost>lost 5", "lost>dead 7"], ("lost", day(5), "第1条")),
        (["community>lost 5", "lost>lost 5"], ("community", REGISTERED, None)),
        # every other status
        (["community>hospital 5"], ("community", REGISTERED, None)),
        (["community>hospital 5", "hospital>community 6"], ("hospital", day(5), "第1条")),
        (["community>away 4", "away>lost 5"], ("away", day(4), "第1条")),
        (["community>custody 5"], ("community", REGISTERED, None)),
        (["community>moved 5"], ("community", REGISTERED, None)),
        # two mistakes, one after the other, and what was recorded after one was taken back
        (["community>hospital 5", "hospital>dead 6", "x2"], ("community", REGISTERED, None)),
        (["community>hospital 5", "x1", "community>away 6"], ("community", REGISTERED, None)),
        (["community>hospital 4", "hospital>community 5", "community>dead 6", "x3", "community>lost 7"],
         ("community", day(5), "第2条")),
        # nothing to take back
        ([], None),
        (["community>hospital 5", "x1"], None),
        (["community>dead 5", "dead>community 6"], None),  # recorded in the older way
    ],
)  # fmt: skip
def test_what_stood_before_a_mistake_stands_again(
    rows: list[str], restored: tuple[str, date, str | None] | None
) -> None:
    found = last_record(history(*rows), known_since=REGISTERED)
    if restored is None:
        assert found is None
        return
    assert found is not None
    assert (found.restores.status.value, found.restores.since, found.restores.source) == restored


def test_a_row_that_says_what_it_ended_is_believed() -> None:
    row = Recorded(
        1,
        PatientStatus.COMMUNITY,
        PatientStatus.DEAD,
        day(7),
        "误报",
        before_since=day(2),
        before_source="迁入",
    )
    found = last_record([row], known_since=REGISTERED)
    assert found is not None
    assert (found.restores.since, found.restores.source) == (day(2), "迁入")


CADRE, POLICE, CIVIL = Role.VILLAGE_CADRE, Role.POLICE_OFFICER, Role.CIVIL_AFFAIRS


@pytest.mark.parametrize(
    ("role", "status", "own", "determined", "may"),
    [
        (CIVIL, "dead", False, False, True),
        (CIVIL, "dead", False, True, True),  # determined on a death that is none
        (CADRE, "dead", True, False, False),
        (CIVIL, "hospital", False, False, True),
        (CADRE, "hospital", True, False, True),
        (CADRE, "hospital", False, False, False),
        (POLICE, "custody", True, False, True),
        (CIVIL, "exited", False, True, False),
        (CIVIL, "moved", False, True, False),
        (CIVIL, "moved", False, False, True),
        (Role.COUNTY_OFFICE, "hospital", False, False, False),
    ],
)
def test_civil_affairs_or_who_wrote_it_take_a_record_back_but_no_determination(
    role: Role, status: str, own: bool, determined: bool, may: bool
) -> None:
    assert may_correct(role, PatientStatus(status), own=own, determined=determined) is may


@pytest.mark.parametrize(
    ("reason", "holds"), [("家属更正了", True), ("家属更正", False), ("  错了   ", False)]
)
def test_a_record_is_taken_back_with_a_reason(reason: str, holds: bool) -> None:
    if holds:
        check_reason(reason)
        return
    with pytest.raises(RuleBroken) as refused:
        check_reason(reason)
    assert refused.value.field == "words"
