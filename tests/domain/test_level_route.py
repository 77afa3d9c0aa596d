"""The route table, every level in force against every target, written out by hand from domain §2."""

from __future__ import annotations

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.exit_proof import check_proof
from mhapp.domain.level_route import Exit, Target, route_for
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role

# in force, target, audited by, determined by, filed, specialist's opinion
ROUTES = """
ungraded  red            township  county    city    may_follow
ungraded  orange         -         township  county  may_follow
ungraded  yellow         -         township  county  may_follow
ungraded  green          -         township  county  not_asked
ungraded  death          -         township  county  not_asked
ungraded  moved_out      -         township  county  not_asked
ungraded  incapacitated  -         township  county  not_asked
green     red            township  county    city    may_follow
green     orange         -         township  county  may_follow
green     yellow         -         township  county  may_follow
green     green          -         township  county  not_asked
green     death          -         township  county  not_asked
green     moved_out      -         township  county  not_asked
green     incapacitated  -         township  county  not_asked
yellow    red            township  county    city    may_follow
yellow    orange         -         township  county  may_follow
yellow    yellow         -         township  county  first
yellow    green          -         township  county  not_asked
yellow    death          -         township  county  not_asked
yellow    moved_out      -         township  county  not_asked
yellow    incapacitated  -         township  county  not_asked
yellow    delisted       township  county    none    first
orange    red            township  county    city    may_follow
orange    orange         -         township  county  first
orange    yellow         township  county    none    first
orange    green          township  county    none    first
orange    death          -         township  county  not_asked
orange    moved_out      -         township  county  not_asked
orange    incapacitated  -         township  county  not_asked
orange    delisted       township  county    none    first
red       red            township  county    none    first
red       orange         township  county    city    first
red       yellow         township  county    city    first
red       green          township  county    city    first
red       death          -         township  county  not_asked
red       moved_out      -         township  county  not_asked
red       incapacitated  -         township  county  not_asked
red       delisted       township  county    city    first
"""
ROWS = [line.split() for line in ROUTES.strip().splitlines()]
OFFICES = {"township": Role.TOWNSHIP_REVIEWER, "county": Role.COUNTY_OFFICE, "-": None}
LEVELS = {
    "red": RiskLevel.RED,
    "orange": RiskLevel.ORANGE,
    "yellow": RiskLevel.YELLOW,
    "green": RiskLevel.GREEN,
}


def level(word: str) -> RiskLevel | None:
    return LEVELS.get(word)


def target(word: str) -> Target:
    return LEVELS.get(word) or Exit(word)


def test_the_table_speaks_of_every_pair() -> None:
    assert len(ROWS) == 38
    assert len({(row[0], row[1]) for row in ROWS}) == 38


@pytest.mark.parametrize(("in_force", "asked", "audit", "determine", "filed", "opinion"), ROWS)
def test_every_change_goes_its_way(
    in_force: str, asked: str, audit: str, determine: str, filed: str, opinion: str
) -> None:
    route = route_for(level(in_force), target(asked))
    assert route.row.audit is OFFICES[audit]
    assert route.row.determine is OFFICES[determine]
    assert (route.filing.value, route.opinion.value) == (filed, opinion)


@pytest.mark.parametrize("in_force", ["ungraded", "green"])
def test_there_is_nothing_to_delist_below_yellow(in_force: str) -> None:
    with pytest.raises(RuleBroken, match="撤管只适用于"):
        route_for(level(in_force), Exit.DELISTED)


@pytest.mark.parametrize(
    ("in_force", "asked", "cites"),
    [
        ("red", "orange", "two_falls_or_meeting"),
        ("orange", "green", "two_falls_or_meeting"),
        ("red", "delisted", "two_falls_or_meeting"),
        ("orange", "delisted", "two_falls_or_meeting"),
        ("red", "red", "nothing"),
        ("orange", "orange", "nothing"),
        ("orange", "red", "nothing"),
        ("yellow", "green", "nothing"),
        ("yellow", "delisted", "delisting_conditions"),
        ("red", "death", "proof"),
        ("green", "moved_out", "proof"),
    ],
)
def test_what_a_proposal_must_cite(in_force: str, asked: str, cites: str) -> None:
    assert route_for(level(in_force), target(asked)).row.cites.value == cites


@pytest.mark.parametrize(
    ("ground", "words", "has_scan", "refused_at"),
    [
        ("death", "死亡医学证明", False, None),
        ("death", "", True, None),
        ("death", " ", False, "grounds"),
        ("moved_out", "户口迁移证", False, None),
        ("moved_out", "", False, "grounds"),
        ("incapacitated", "卧床证明，镇卫生院出具", False, "photo"),
        ("incapacitated", "", False, "photo"),
        ("incapacitated", "", True, None),
    ],
)
def test_the_proof_of_a_direct_exit(ground: str, words: str, has_scan: bool, refused_at: str | None) -> None:
    if refused_at is None:
        check_proof(Exit(ground), words, has_scan=has_scan)
        return
    with pytest.raises(RuleBroken) as refused:
        check_proof(Exit(ground), words, has_scan=has_scan)
    assert refused.value.field == refused_at


@pytest.mark.parametrize(
    ("in_force", "asked", "rise", "keep"),
    [
        ("ungraded", "green", False, False),
        ("ungraded", "yellow", True, False),
        ("green", "green", False, True),
        ("green", "yellow", True, False),
        ("yellow", "orange", True, False),
        ("orange", "red", True, False),
        ("red", "red", False, True),
        ("red", "orange", False, False),
        ("red", "death", False, False),
    ],
)
def test_rises_and_keeps_are_told_apart(in_force: str, asked: str, rise: bool, keep: bool) -> None:
    route = route_for(level(in_force), target(asked))
    assert (route.is_rise, route.is_keep) == (rise, keep)


def test_the_care_team_proposes_and_nobody_else() -> None:
    assert route_for(None, RiskLevel.RED).row.proposers == {
        Role.VILLAGE_CADRE,
        Role.CLINIC_DOCTOR,
        Role.POLICE_OFFICER,
        Role.CIVIL_AFFAIRS,
    }
