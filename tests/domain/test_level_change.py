"""What a determination must hold (R2, R8, R10) and what a new fact does to an open proposal (R11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_change import (
    Determination,
    Meeting,
    Specialist,
    check_determination,
    determinable,
    is_higher_fact,
    needs_reason,
    needs_reassessment,
    opinion_outstanding,
    suggestion_is_open,
)
from mhapp.domain.level_route import Exit, Target, route_for
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role

RED, ORANGE, YELLOW, GREEN = RiskLevel.RED, RiskLevel.ORANGE, RiskLevel.YELLOW, RiskLevel.GREEN
OPINION = Specialist("范例医生", "示例市精神卫生中心", date(2026, 6, 2), "症状波动，建议加强随访")
ASKED = Specialist(asked_on=date(2026, 6, 2))
MEETING = Meeting(date(2026, 6, 3), "镇综合管理小组、派出所、卫生院", "病情稳定三个月，同意下调")
TOWNSHIP, COUNTY = Role.TOWNSHIP_REVIEWER, Role.COUNTY_OFFICE


def a_case(**others: object) -> Determination:
    """The township determines orange for a green person, as proposed and as suggested."""
    case = Determination(
        role=TOWNSHIP,
        in_force=GREEN,
        proposed=ORANGE,
        determined=ORANGE,
        suggested=ORANGE,
        opinion="同意",
        judged_with="镇综合管理小组、派出所",
        specialist=OPINION,
        two_falls=False,
        meeting=None,
    )
    return replace(case, **others)  # type: ignore[arg-type]


def test_a_determination_as_proposed_and_suggested_needs_few_words() -> None:
    assert check_determination(a_case()).act.value == "to_orange_or_yellow"


@pytest.mark.parametrize(
    ("determined", "proposed", "suggested", "needed"),
    [
        (ORANGE, ORANGE, ORANGE, False),
        (ORANGE, ORANGE, None, False),
        (ORANGE, ORANGE, YELLOW, True),  # higher than suggested
        (ORANGE, ORANGE, RED, True),  # lower than suggested
        (YELLOW, ORANGE, ORANGE, True),  # down
        (ORANGE, YELLOW, ORANGE, True),  # up
        (YELLOW, ORANGE, YELLOW, True),
        (Exit.DEATH, Exit.DEATH, ORANGE, False),  # a suggestion says nothing about an exit
        (GREEN, Exit.DELISTED, None, True),
    ],
)
def test_a_difference_needs_a_reason_up_and_down_alike(
    determined: Target, proposed: Target, suggested: RiskLevel | None, needed: bool
) -> None:
    assert needs_reason(determined, proposed, suggested) is needed


@pytest.mark.parametrize(
    ("opinion", "enough"),
    [
        ("一二三四五六七八九", False),
        ("一二三四五六七八九十", True),
        ("  一二三四五六七八九  ", False),
        ("", False),
    ],
)
def test_the_reason_has_ten_characters(opinion: str, enough: bool) -> None:
    case = a_case(determined=YELLOW, opinion=opinion)
    if enough:
        check_determination(case)
    else:
        with pytest.raises(RuleBroken, match="至少10个字") as broken:
            check_determination(case)
        assert broken.value.field == "opinion"


# in force, who determines, what: allowed or what to do instead
OFFICE_LIMITS = """
green   township  red     return
green   township  orange  yes
green   township  yellow  yes
green   township  green   refuse
yellow  township  red     return
yellow  township  orange  yes
yellow  township  green   yes
yellow  township  yellow  refuse
orange  township  red     return
orange  township  yellow  return
orange  township  green   return
orange  township  orange  refuse
red     township  orange  return
-       township  red     return
-       township  orange  yes
-       township  yellow  yes
-       township  green   yes
green   county    red     yes
green   county    orange  return
green   county    yellow  return
yellow  county    green   return
yellow  county    orange  return
orange  county    red     yes
orange  county    yellow  yes
orange  county    green   yes
red     county    orange  yes
red     county    green   yes
red     county    red     refuse
-       county    red     yes
-       county    orange  return
"""
LEVELS = {"red": RED, "orange": ORANGE, "yellow": YELLOW, "green": GREEN, "-": None}
OFFICES = {"township": TOWNSHIP, "county": COUNTY}


@pytest.mark.parametrize(
    ("in_force", "office", "determined", "answer"),
    [line.split() for line in OFFICE_LIMITS.strip().splitlines()],
)
def test_an_office_determines_only_what_its_rows_name(
    in_force: str, office: str, determined: str, answer: str
) -> None:
    other = Exit.DELISTED if in_force in {"red", "orange"} else (RED if determined != "red" else YELLOW)
    case = a_case(
        role=OFFICES[office],
        in_force=LEVELS[in_force],
        proposed=other,
        determined=LEVELS[determined],
        opinion="与提出不同，理由写在这里",
        meeting=MEETING,
    )
    words = {"return": "请退回并写明建议的级别", "refuse": "请选择不同意"}
    if answer == "yes":
        check_determination(case)
    else:
        with pytest.raises(RuleBroken, match=words[answer]):
            check_determination(case)


@pytest.mark.parametrize(
    ("in_force", "proposed", "office", "levels"),
    [
        (GREEN, ORANGE, TOWNSHIP, [YELLOW]),
        (GREEN, RED, COUNTY, []),
        (YELLOW, ORANGE, TOWNSHIP, [GREEN]),
        (None, ORANGE, TOWNSHIP, [YELLOW, GREEN]),
        (None, RED, COUNTY, []),
        (ORANGE, RED, COUNTY, [YELLOW, GREEN]),
        (RED, ORANGE, COUNTY, [YELLOW, GREEN]),
        (RED, RED, COUNTY, [ORANGE, YELLOW, GREEN]),
        (ORANGE, ORANGE, TOWNSHIP, []),
        (YELLOW, YELLOW, TOWNSHIP, [ORANGE, GREEN]),
    ],
)
def test_the_other_levels_an_office_may_choose(
    in_force: RiskLevel | None, proposed: RiskLevel, office: Role, levels: list[RiskLevel]
) -> None:
    assert determinable(in_force, proposed, office) == levels


def test_keeping_a_level_at_its_review_is_no_refusal() -> None:
    route = check_determination(a_case(in_force=ORANGE, proposed=ORANGE, determined=ORANGE))
    assert route.is_keep


def test_a_determination_names_who_judged_together() -> None:
    with pytest.raises(RuleBroken, match="一起研判的人员") as broken:
        check_determination(a_case(judged_with="  "))
    assert broken.value.field == "judged_with"


def test_a_direct_exit_asks_only_its_proof() -> None:
    check_determination(a_case(proposed=Exit.DEATH, determined=Exit.DEATH, judged_with="", specialist=None))


@pytest.mark.parametrize(
    ("in_force", "to", "role", "specialist", "enough"),
    [
        (GREEN, ORANGE, TOWNSHIP, OPINION, True),
        (GREEN, ORANGE, TOWNSHIP, ASKED, True),
        (GREEN, ORANGE, TOWNSHIP, None, False),
        (None, YELLOW, TOWNSHIP, ASKED, True),
        (None, YELLOW, TOWNSHIP, None, False),
        (YELLOW, RED, COUNTY, ASKED, True),
        (YELLOW, RED, COUNTY, None, False),
        (RED, ORANGE, COUNTY, OPINION, True),
        (RED, ORANGE, COUNTY, ASKED, False),  # a step down waits for it
        (RED, ORANGE, COUNTY, None, False),
        (ORANGE, ORANGE, TOWNSHIP, ASKED, False),  # keeping is neither a rise nor a first level
        (YELLOW, GREEN, TOWNSHIP, None, True),
        (None, GREEN, TOWNSHIP, None, True),
        (ORANGE, Exit.DELISTED, COUNTY, ASKED, False),
        (YELLOW, Exit.DELISTED, COUNTY, OPINION, True),
        (GREEN, ORANGE, TOWNSHIP, replace(OPINION, words=""), False),
        (GREEN, ORANGE, TOWNSHIP, replace(OPINION, hospital=""), False),
        (GREEN, ORANGE, TOWNSHIP, replace(OPINION, given_on=None), False),
        (GREEN, ORANGE, TOWNSHIP, replace(OPINION, name=""), False),
    ],
)
def test_the_specialists_opinion(
    in_force: RiskLevel | None, to: Target, role: Role, specialist: Specialist | None, enough: bool
) -> None:
    case = a_case(
        role=role,
        in_force=in_force,
        proposed=to,
        determined=to,
        suggested=None,
        specialist=specialist,
        meeting=MEETING,
    )
    if enough:
        check_determination(case)
    else:
        with pytest.raises(RuleBroken, match="专家") as broken:
            check_determination(case)
        assert broken.value.field == "specialist_words"


def test_an_opinion_only_asked_for_is_outstanding() -> None:
    assert opinion_outstanding(route_for(GREEN, ORANGE), ASKED)
    assert not opinion_outstanding(route_for(GREEN, ORANGE), OPINION)
    assert not opinion_outstanding(route_for(YELLOW, GREEN), None)


@pytest.mark.parametrize(
    ("falls", "meeting", "enough"),
    [
        (True, None, True),
        (False, MEETING, True),
        (False, None, False),
        (False, replace(MEETING, held_on=None), False),
        (False, replace(MEETING, participants=" "), False),
        (False, replace(MEETING, minutes=""), False),
    ],
)
def test_a_step_down_rests_on_two_falls_or_a_whole_meeting(
    falls: bool, meeting: Meeting | None, enough: bool
) -> None:
    case = a_case(
        role=COUNTY, in_force=RED, proposed=ORANGE, determined=ORANGE, two_falls=falls, meeting=meeting
    )
    if enough:
        assert check_determination(case).act.value == "down_from_high"
    else:
        with pytest.raises(RuleBroken, match="连续两次分值下降") as broken:
            check_determination(case)
        assert broken.value.field == "meeting_minutes"


def test_a_step_down_from_yellow_cites_nothing() -> None:
    check_determination(a_case(in_force=YELLOW, proposed=GREEN, determined=GREEN, suggested=GREEN))


@pytest.mark.parametrize(
    ("signs", "needed"),
    [
        (["threat"], True),
        (["violent_tendency"], True),
        (["relapse"], True),
        (["psychotic"], False),
        (["suspicion", "pessimism", "wandering"], False),
        (["poor_sleep", "relapse"], True),
        ([], False),
    ],
)
def test_three_signs_ask_for_a_rating_at_once(signs: list[str], needed: bool) -> None:
    assert needs_reassessment(signs) is needed


@pytest.mark.parametrize(
    ("suggested", "proposed", "higher"),
    [
        (RED, ORANGE, True),
        (ORANGE, ORANGE, False),
        (YELLOW, ORANGE, False),
        (None, GREEN, False),
        (GREEN, Exit.DELISTED, True),
        (GREEN, GREEN, False),
        (YELLOW, GREEN, True),
    ],
)
def test_a_fact_is_higher_than_what_is_proposed(
    suggested: RiskLevel | None, proposed: Target, higher: bool
) -> None:
    assert is_higher_fact(suggested, proposed) is higher


@pytest.mark.parametrize(
    ("suggested", "in_force", "proposed", "answered", "stands"),
    [
        (ORANGE, YELLOW, None, False, True),
        (ORANGE, YELLOW, None, True, False),
        (ORANGE, YELLOW, YELLOW, False, True),
        (ORANGE, YELLOW, ORANGE, False, False),
        (ORANGE, YELLOW, RED, False, False),
        (ORANGE, YELLOW, Exit.DELISTED, False, True),
        (YELLOW, YELLOW, None, False, False),
        (GREEN, YELLOW, None, False, False),
        (YELLOW, None, None, False, True),
        (GREEN, None, None, False, False),
        (None, YELLOW, None, False, False),
    ],
)
def test_a_higher_suggestion_stands_until_it_is_proposed_or_answered(
    suggested: RiskLevel | None,
    in_force: RiskLevel | None,
    proposed: Target | None,
    answered: bool,
    stands: bool,
) -> None:
    assert suggestion_is_open(suggested, in_force, proposed, answered) is stands
