"""A village with everybody a level change needs, and proposals at each step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mhapp.domain.level_change import Specialist
from mhapp.domain.level_route import Exit, Target
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.models import Account, LevelProposal, Patient, Unit
from mhapp.services.level_changes import Asked, propose
from mhapp.services.level_decisions import Decision, Outcome
from tests.factories.counties import with_editions
from tests.factories.patients import at_noon
from tests.factories.people import an_account, viewer_of
from tests.factories.units import a_county, a_township, a_village

MONDAY = date(2026, 6, 8)
NOON: datetime = at_noon(MONDAY)
OPINION = Specialist("范例医生", "示例市精神卫生中心", date(2026, 6, 5), "症状有波动，建议加强随访")
ASKED_SPECIALIST = Specialist(asked_on=MONDAY)
TEN_CHARACTERS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Place:
    """One village of one township of one county with the shipped rules, and who works there."""

    county: Unit
    township: Unit
    village: Unit
    cadre: Account
    colleague: Account
    doctor: Account
    reviewer: Account
    second_reviewer: Account
    officer: Account
    second_officer: Account


def a_place() -> Place:
    """A new place with everybody in it."""
    county = with_editions(a_county())
    township = a_township(county)
    village = a_village(township)
    return Place(
        county=county,
        township=township,
        village=village,
        cadre=an_account(Role.VILLAGE_CADRE, village),
        colleague=an_account(Role.VILLAGE_CADRE, village),
        doctor=an_account(Role.CLINIC_DOCTOR, township),
        reviewer=an_account(Role.TOWNSHIP_REVIEWER, township),
        second_reviewer=an_account(Role.TOWNSHIP_REVIEWER, township),
        officer=an_account(Role.COUNTY_OFFICE, county),
        second_officer=an_account(Role.COUNTY_OFFICE, county),
    )


def asked(target: Target = RiskLevel.ORANGE, **others: object) -> Asked:
    """What is asked for, with a reason, a specialist asked and judges named; a scan where the exit asks for one."""
    known: dict[str, object] = {
        "reason": "停药一周，两次与邻居争吵",
        "specialist": ASKED_SPECIALIST,
        "judged_with": "镇综合管理小组、派出所、卫生院",
        "proof": "page-of-the-file" if target is Exit.INCAPACITATED else "",
    }
    return Asked(target, **(known | others))  # type: ignore[arg-type]


def a_proposal(
    place: Place,
    patient: Patient,
    target: Target = RiskLevel.ORANGE,
    *,
    at: datetime = NOON,
    **others: object,
) -> LevelProposal:
    """A proposal by the village's cadre."""
    return propose(patient, asked(target, **others), by=viewer_of(place.cadre), at=at)


def agreeing(**others: object) -> Decision:
    """A decision that agrees, with words enough for any difference."""
    known: dict[str, object] = {"outcome": Outcome.AGREE, "opinion": "同意，理由见研判记录，请加强随访"}
    return Decision(**(known | others))  # type: ignore[arg-type]
