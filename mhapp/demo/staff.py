"""Units and accounts of the invented county, exactly as the product's description lists them."""

from __future__ import annotations

from dataclasses import dataclass

from mhapp.demo.names import name_list
from mhapp.domain.roles import Role

PASSWORD = "Demo-county-2026"  # noqa: S105  printed at every start: the county is invented
COUNTY, TOWNSHIP_ONE, TOWNSHIP_TWO = "county", "1", "2"


@dataclass(frozen=True)
class Post:
    """One account with the place it works in: `county`, a township (`1`, `2`) or a village (`1.1` …)."""

    phone: str
    name: str
    role: Role
    place: str


POSTS = (
    Post("13900000101", "安一村", Role.VILLAGE_CADRE, "1.1"),
    Post("13900000102", "安二村", Role.VILLAGE_CADRE, "1.2"),
    Post("13900000103", "安三村", Role.VILLAGE_CADRE, "2.1"),
    Post("13900000104", "安四村", Role.VILLAGE_CADRE, "1.1"),
    Post("13900000201", "卫一医", Role.CLINIC_DOCTOR, TOWNSHIP_ONE),
    Post("13900000202", "卫二医", Role.CLINIC_DOCTOR, TOWNSHIP_TWO),
    Post("13900000301", "平一警", Role.POLICE_OFFICER, TOWNSHIP_ONE),
    Post("13900000302", "平二警", Role.POLICE_OFFICER, TOWNSHIP_TWO),
    Post("13900000401", "民一办", Role.CIVIL_AFFAIRS, TOWNSHIP_ONE),
    Post("13900000402", "和一办", Role.PEACE_OFFICE, TOWNSHIP_ONE),
    Post("13900000403", "法一所", Role.JUSTICE_OFFICE, TOWNSHIP_ONE),
    Post("13900000404", "便一心", Role.SERVICE_CENTRE, TOWNSHIP_ONE),
    Post("13900000501", "审一街", Role.TOWNSHIP_REVIEWER, TOWNSHIP_ONE),
    Post("13900000502", "审二街", Role.TOWNSHIP_REVIEWER, TOWNSHIP_TWO),
    Post("13900000503", "审三街", Role.TOWNSHIP_REVIEWER, TOWNSHIP_ONE),
    Post("13900000601", "县一办", Role.COUNTY_OFFICE, COUNTY),
    Post("13900000602", "县二办", Role.COUNTY_OFFICE, COUNTY),
    Post("13900000701", "统一管", Role.SYSTEM_ADMIN, COUNTY),
    Post("13900000702", "全一管", Role.SECURITY_ADMIN, COUNTY),
    Post("13900000703", "计一审", Role.AUDITOR, COUNTY),
)
"""The accounts people sign in with in the demo."""

OTHER_CADRES = tuple(
    Post(f"139000001{10 + number}", f"安{sign}村", Role.VILLAGE_CADRE, place)
    for number, (sign, place) in enumerate(
        zip("五六七八九", ("1.3", "1.4", "2.2", "2.3", "2.4"), strict=True)
    )
)
"""The cadres of the other villages, so that everybody has somebody who answers for them."""


@dataclass(frozen=True)
class Place:
    """A unit to be made. `parent` is the place above; None for the county."""

    place: str
    parent: str | None
    kind: str
    code: str
    name: str
    short_name: str


def places() -> list[Place]:
    """The county, its two townships, four villages each."""
    names = name_list()
    county = names["county"]
    found = [Place(COUNTY, None, "county", county["code"], county["name"], county["short_name"])]
    for number, township in enumerate(names["townships"], start=1):
        found.append(
            Place(str(number), COUNTY, "township", township["code"], township["name"], township["short_name"])
        )
        for order, village in enumerate(township["villages"], start=1):
            code = f"{township['code']}{200 + order}"
            short = village.removesuffix("社区").removesuffix("村")
            found.append(Place(f"{number}.{order}", str(number), "village", code, village, short))
    return found
