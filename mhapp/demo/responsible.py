"""Who is responsible in the invented county: lists of people, a stand-in, responsible units, measures."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from mhapp.demo.ledger import Ledger, Row
from mhapp.demo.names import MAN, WOMAN, invent_name
from mhapp.demo.offices import Actor
from mhapp.demo.rules import Rules
from mhapp.demo.staff import COUNTY
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.roles import Role, UnitKind

PHONE = "000-00000110"
"""Nobody has such a number."""
COUNTY_OFFICES = (
    ("leading_group", "组长", "区人民政府"),
    ("leading_group", "副组长", "区委政法委"),
    ("leading_group", "成员", "区公安局"),
    ("leading_group", "成员", "区卫生健康委"),
    ("leading_group", "成员", "区民政局"),
    ("office", "主任", "区委政法委"),
    ("office", "联络员", "区卫生健康委"),
)
TOWNSHIP_OFFICES = (
    ("leading_group", "组长", "{committee}"),
    ("leading_group", "副组长", "平安法治办"),
    ("leading_group", "成员", "派出所"),
    ("leading_group", "成员", "{clinic}"),
    ("office", "主任", "民生服务办"),
    ("office", "联络员", "平安法治办"),
)
TEAM = (
    ("care_team", "组长", "村（社区）干部"),
    ("care_team", "成员", "村（社区）医生"),
    ("care_team", "成员", "派出所民警"),
    ("care_team", "成员", "民生服务办工作人员"),
)
LISTS = {UnitKind.COUNTY: COUNTY_OFFICES, UnitKind.TOWNSHIP: TOWNSHIP_OFFICES, UnitKind.VILLAGE: TEAM}
"""Team, post and employer of the people on the lists of a unit; words in brackets are a town's or a street's."""
TOWN = {"government": "人民政府", "committee": "党委", "clinic": "卫生院"}
STREET = {"government": "办事处", "committee": "党工委", "clinic": "社区卫生服务中心"}
MEASURES = (
    ("medicine", "一个人在家时常忘服药", "村医每周送药并看着服下", 20),
    ("family", "家属不会处理发病前的征兆", "精防医生到家里讲一次观察要点", 12),
    ("relief", "家里没有固定收入", "协助申请临时救助和残疾人两项补贴", 25),
    ("dispute", "与邻居为院坝起过争执", "村调解员上门调解，请家属到场", -3),
)
"""Kind, problem, measure, and how many days from today it is to be done."""
HIGH = frozenset({"red", "orange"})
MEASURES_FOR = 60
"""People at red and orange who have one, at most: enough for every page to show some."""


def add_responsible(
    ledger: Ledger, rules: Rules, units: dict[str, Row], actors: dict[str, list[Actor]], today: date
) -> None:
    """Write the lists of every unit, a stand-in in the first village, and measures for people at red and orange."""
    rng = Random(f"responsible{today.isoformat()}")
    county = actors[f"{Role.COUNTY_OFFICE}@{COUNTY}"][0]
    begun = today - timedelta(days=200)
    for unit in units.values():
        _lists(ledger, rng, unit, county, begun)
    first = actors[f"{Role.VILLAGE_CADRE}@1.1"]
    ledger.add(
        "stand_in", account_id=first[1].account_id, stand_in_id=first[0].account_id, unit_id=units["1.1"]["id"],
        from_date=today - timedelta(days=1), until_date=today + timedelta(days=4), reason="到区里培训",
        made_by_id=first[1].account_id, made_at=ledger.at(today - timedelta(days=1), 9),
    )  # fmt: skip
    homes = {
        row["patient_id"]: row["unit_id"]
        for row in ledger.rows["responsibility"]
        if row["kind"] == "residence" and not row["until_date"]
    }
    by_id = {unit["id"]: unit for unit in units.values()}
    high = [row for row in ledger.rows["patient"] if row["level"] in HIGH and row["status"] == "community"]
    for number, patient in enumerate(high[:MEASURES_FOR]):
        _measure(ledger, by_id[homes[patient["id"]]], county, patient, number, today)
        _unit(ledger, rng, by_id[by_id[homes[patient["id"]]]["parent_id"]], county, patient, begun)


def _lists(ledger: Ledger, rng: Random, unit: Row, by: Actor, begun: date) -> None:
    for team, post, employer in LISTS[UnitKind(unit["kind"])]:
        name = invent_name(rng, rng.choice((MAN, MAN, WOMAN)))
        ledger.add(
            "team_member", unit_id=unit["id"], team=team, name=name, post=post,
            employer=employer.format(**_words(unit["name"])),
            duty_phone=PHONE, account_id=None, from_date=begun, until_date=None, added_by_id=by.account_id,
            added_at=ledger.at(begun, 10),
        )  # fmt: skip


def _measure(ledger: Ledger, village: Row, by: Actor, patient: Row, number: int, today: date) -> None:
    kind, problem, words, days = MEASURES[number % len(MEASURES)]
    made, until = today - timedelta(days=8), today + timedelta(days=days)
    done = number % 5 == 4
    at, ended = ledger.at(made, 16), ledger.at(today - timedelta(days=2), 16) if done else None
    row = ledger.add(
        "measure", patient_id=patient["id"], kind=kind, problem=problem, measure=words,
        owed_by_unit_id=village["id"], owed_by_role=Role.VILLAGE_CADRE.value, who="村（社区）干部", until=until,
        made_by_id=by.account_id, made_role=by.role.value, made_at=at, state="done" if done else "open",
        ended_on=ended.date() if ended else None, ended_words="已经落实，家属认可" if done else None,
        ended_by_id=by.account_id if done else None, ended_at=ended,
    )  # fmt: skip
    ledger.add(
        "due", kind=DueKind.MEASURE.value, patient_id=patient["id"], owed_by_unit_id=village["id"],
        owed_by_role=Role.VILLAGE_CADRE.value, started_by_kind="measure", started_by_id=row["id"], started_at=at,
        due_on=until, closed_at=ended, closed_by_kind="measure" if done else None,
        closed_by_id=row["id"] if done else None,
    )  # fmt: skip


def _words(township: str) -> dict[str, str]:
    return STREET if township.endswith("街道") else TOWN


def _unit(ledger: Ledger, rng: Random, township: Row, by: Actor, patient: Row, begun: date) -> None:
    government = _words(township["name"])["government"]
    ledger.add(
        "responsible_unit", patient_id=patient["id"], unit_words=f"{township['name']}{government}",
        leader=invent_name(rng, MAN), post="分管领导", phone=PHONE, from_date=begun, until_date=None,
        made_by_id=by.account_id, made_at=ledger.at(begun, 11),
    )  # fmt: skip
