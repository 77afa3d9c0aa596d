"""The invented county as rows: units, accounts, editions, people, letters, numbers. Nothing is written here."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from mhapp.crypto import blind_index
from mhapp.demo.course import Course, Year
from mhapp.demo.finds import add_finds
from mhapp.demo.found_leads import add_leads
from mhapp.demo.guardians import add_guardians
from mhapp.demo.incidents import add_incidents
from mhapp.demo.justice import add_justice_marks
from mhapp.demo.ledger import Ledger, Row
from mhapp.demo.letters import Wanted, plan_letter, with_others, write_letters
from mhapp.demo.life import Life
from mhapp.demo.objections import add_objections
from mhapp.demo.offices import Actor, Offices
from mhapp.demo.people import make_guardian, make_patient
from mhapp.demo.population import courses
from mhapp.demo.registrations import add_registrations
from mhapp.demo.responsible import add_responsible
from mhapp.demo.reward_dues import owe_rewards
from mhapp.demo.rewards import add_rewards
from mhapp.demo.rules import Rules
from mhapp.demo.staff import COUNTY, OTHER_CADRES, POSTS, Place, places
from mhapp.demo.standing import add_standings
from mhapp.domain.clocks import ClockTable
from mhapp.domain.letter_edition import edition_from_dict
from mhapp.domain.roles import Role
from mhapp.domain.working_days import WorkingDays
from mhapp.services.shipped import SINCE, shipped_policies, shipped_sheet

SEED = "演示区"
OPENED = 400
"""Days before today on which the accounts of the demo were made."""


def make_county(people: int, today: date, password_hash: str) -> Ledger:
    """All rows of the county as it stands on the morning of `today`. The same people and day make the same rows."""
    rng = Random(f"{SEED}{people}{today.isoformat()}")
    ledger = Ledger(rng)
    found = places()
    units = {place.place: _unit(ledger, place, found) for place in found}
    opened = ledger.at(today - timedelta(days=OPENED), 9)
    actors = _staff(ledger, units, opened, password_hash)
    rules, editions = _editions(ledger, units[COUNTY]["id"], opened)
    letters: list[Wanted] = []
    villages = [place.place for place in found if place.kind == "village"]
    for place, here in zip(villages, courses(people, rng), strict=True):
        for course in here:
            letter = _live(ledger, rules, _offices(place, units, actors, course, rng), course, today)
            letters += [letter] if letter else []
    text = editions["letter_text"]
    write_letters(ledger, with_others(letters, today), edition_from_dict(text["document"]), text["id"], rules)
    add_guardians(ledger, rules, units, actors, today)
    add_rewards(ledger, rules, units, actors, today)
    _number(ledger, "visit", "SF", "entered_at", units)
    _number(ledger, "level_proposal", "JB", "opened_at", units)
    add_leads(add_finds(ledger, rules, units, actors, today))
    add_registrations(ledger, rules, units, actors, today)
    add_incidents(ledger, units, actors, today)
    add_objections(ledger, rules, units, actors, today)
    add_standings(ledger, rules, units, actors, today)
    add_responsible(ledger, rules, units, actors, today)
    owe_rewards(ledger, rules, today)
    add_justice_marks(ledger, actors, today)
    ledger.close_series()
    return ledger


def _unit(ledger: Ledger, place: Place, found: list[Place]) -> Row:
    by_place = {one.place: one for one in found}
    codes, above = [place.code], place.parent
    while above:
        codes.insert(0, by_place[above].code)
        above = by_place[above].parent
    ids = {row["code"]: row["id"] for row in ledger.rows["unit"]}
    return ledger.add(
        "unit",
        kind=place.kind,
        parent_id=ids[by_place[place.parent].code] if place.parent else None,
        code=place.code,
        path=".".join(codes),
        name=place.name,
        short_name=place.short_name,
        duty_phone="000-00000110",
        clinic_phone="000-00000120" if place.kind == "township" else None,
    )


def _staff(
    ledger: Ledger, units: dict[str, Row], opened: datetime, password_hash: str
) -> dict[str, list[Actor]]:
    actors: dict[str, list[Actor]] = {}
    for post in (*POSTS, *OTHER_CADRES):
        account = ledger.add(
            "account",
            phone=post.phone,
            phone_index=blind_index("phone", post.phone),
            name=post.name,
            password_hash=password_hash,
            password_changed_at=opened,
            must_change_password=False,
            disabled_at=None,
            elder_mode=False,
            created_at=opened,
        )
        unit_id = units[post.place]["id"]
        appointment = ledger.add(
            "appointment", account_id=account["id"], role=post.role.value, unit_id=unit_id,
            from_date=opened.date(), until_date=None,
        )  # fmt: skip
        actor = Actor(account["id"], appointment["id"], post.role, unit_id, post.name)
        actors.setdefault(f"{post.role}@{post.place}", []).append(actor)
    return actors


def _editions(ledger: Ledger, county_id: int, opened: datetime) -> tuple[Rules, dict[str, Row]]:
    sheet = shipped_sheet()
    sheet_row = ledger.add(
        "score_sheet_edition", county_id=county_id, edition=sheet.edition, document=sheet.to_dict(),
        effective_from=date.fromisoformat(sheet.effective_from), published_at=opened, published_by_id=None,
    )  # fmt: skip
    rows = {
        policy.kind: ledger.add(
            "policy_edition",
            county_id=county_id,
            kind=policy.kind,
            edition=policy.edition,
            effective_from=SINCE,
            document=policy.document,
            published_at=opened,
            published_by_id=None,
        )
        for policy in shipped_policies()
    }
    clocks = ClockTable.from_dict(rows["clocks"]["document"])
    calendar = WorkingDays.from_dict(rows["working_days"]["document"])
    return Rules(sheet, sheet_row["id"], clocks, calendar), rows


def _offices(
    place: str, units: dict[str, Row], actors: dict[str, list[Actor]], course: Course, rng: Random
) -> Offices:
    village, township = units[place], units[place.split(".")[0]]
    cadres = actors[f"{Role.VILLAGE_CADRE}@{place}"]
    reviewers = actors[f"{Role.TOWNSHIP_REVIEWER}@{place.split('.')[0]}"]
    county = actors[f"{Role.COUNTY_OFFICE}@{COUNTY}"]
    return Offices(
        village["id"], village["code"], village["name"], township["id"], township["name"], township["short_name"],
        units[COUNTY]["id"],
        list(reversed(cadres)) if course.second_cadre else cadres,
        actors[f"{Role.CLINIC_DOCTOR}@{place.split('.')[0]}"][0],
        rng.sample(reviewers, len(reviewers)),
        rng.sample(county, len(county)),
    )  # fmt: skip


def _live(ledger: Ledger, rules: Rules, offices: Offices, course: Course, today: date) -> Wanted | None:
    patient = make_patient(ledger, offices, course, today)
    guardian = make_guardian(ledger, patient, today)
    Year(Life(ledger, rules, offices, patient), course, today).run()
    return plan_letter(ledger, patient, guardian, offices, today)


def _number(ledger: Ledger, table: str, prefix: str, instant: str, units: dict[str, Row]) -> None:
    """Numbers without gaps by village and year, in the order things were entered."""
    codes = {row["id"]: row["code"] for row in units.values()}
    kind = {"visit": "visit", "level_proposal": "proposal"}[table]
    for row in sorted(ledger.rows[table], key=lambda row: (row[instant], row["id"])):
        year = row[instant].year
        number = ledger.next_number(row["unit_id"], kind, year)
        row["number"] = f"{prefix}-{codes[row['unit_id']]}-{year}-{number:04d}"
