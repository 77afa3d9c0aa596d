"""What an incident's record must say."""

from __future__ import annotations

from datetime import date

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.incident import check_incident
from tests.factories.incidents import what_happened

TODAY = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"place": "  "}, "place"),
        ({"course": ""}, "course"),
        ({"harm": ""}, "harm"),
        ({"persons": ""}, "persons"),
        ({"happened_at": "24:00"}, "happened_at"),
        ({"happened_at": "9点"}, "happened_at"),
        ({"cause": "长" * 2001}, "cause"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_its_field(changes: dict[str, str], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_incident(what_happened(TODAY, **changes), today=TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "changes", [{"cause": ""}, {"happened_at": ""}, {"happened_at": "23:59"}, {"cause": "长" * 2000}]
)
def test_what_is_not_known_yet_may_stay_empty(changes: dict[str, str]) -> None:
    checked = check_incident(what_happened(TODAY, place=" 村口 ", **changes), today=TODAY)
    assert checked.place == "村口"


def test_an_incident_has_happened_by_today() -> None:
    check_incident(what_happened(TODAY), today=TODAY)
    with pytest.raises(RuleBroken, match="不能晚于今天"):
        check_incident(what_happened(date(2026, 7, 2)), today=TODAY)
