"""Who enters a level that was decided on paper."""

from __future__ import annotations

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_route import route_for
from mhapp.domain.paper_decision import refuse_recorder
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role

CIVIL, REVIEWER, COUNTY = Role.CIVIL_AFFAIRS, Role.TOWNSHIP_REVIEWER, Role.COUNTY_OFFICE


# level in force, level on paper, whether it is the first known here, who enters it
@pytest.mark.parametrize(
    ("now", "level", "first", "enter"),
    [
        (None, "green", True, {CIVIL, REVIEWER, COUNTY}),
        (None, "red", True, {CIVIL, REVIEWER, COUNTY}),
        (None, "red", False, {COUNTY}),  # after an exit: something was determined here before
        (None, "yellow", False, {REVIEWER, COUNTY}),
        ("yellow", "orange", False, {REVIEWER, COUNTY}),
        ("orange", "red", False, {COUNTY}),
        ("red", "yellow", False, {COUNTY}),
    ],
)
def test_a_level_on_paper_is_entered_by_who_keeps_the_paper_and_later_by_who_determines_it(
    now: str | None, level: str, first: bool, enter: set[Role]
) -> None:
    route, entered = route_for(RiskLevel(now) if now else None, RiskLevel(level)), set()
    for role in Role:
        try:
            refuse_recorder(role, route, first=first)
        except RuleBroken:
            continue
        entered.add(role)
    assert entered == enter
