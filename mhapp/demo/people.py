"""Identity and household of an invented person. Nobody's number can be dialled, nobody's identity number exists."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from mhapp.crypto import blind_index
from mhapp.demo.course import Course
from mhapp.demo.ledger import Ledger, Row
from mhapp.demo.names import MAN, WOMAN, invent_guardian, invent_name, name_list
from mhapp.demo.offices import Offices
from mhapp.domain.identity_number import make_identity_number
from mhapp.domain.phone_number import INVENTED_PREFIX

DIAGNOSES = ("F20", "F20", "F20", "F20", "F20", "F20", "F31", "F31", "F25", "F22", "G40", "F70")
DRUGS = ("利培酮片2毫克，每日两次", "奥氮平片10毫克，每晚一次", "氯氮平片100毫克，每日两次", "碳酸锂片0.25克，每日三次",
         "帕利哌酮缓释片6毫克，每晨一次", "丙戊酸钠片0.2克，每日三次")  # fmt: skip


def make_patient(ledger: Ledger, offices: Offices, course: Course, today: date) -> Row:
    """The person with residence, responsible cadre and guardian."""
    rng, number = ledger.rng, len(ledger.rows["patient"]) + 1
    sex = rng.choice([MAN, WOMAN])
    born = today - timedelta(days=rng.randrange(20 * 365, 78 * 365))
    confirmed = today - timedelta(days=11 if course.level is None else rng.randrange(900, 4200))
    # Order and birth date draw a number; the count makes it nobody else's in this county.
    identity = make_identity_number("500199", born, (rng.randrange(0, 499) * 2 + (sex == MAN)) % 1000)
    while identity in ledger.identity_numbers:
        born += timedelta(days=1)
        identity = make_identity_number("500199", born, int(identity[14:17]))
    ledger.identity_numbers.add(identity)
    group = rng.choice(name_list()["people"]["roads"])
    patient = ledger.add(
        "patient",
        name=course.name or _name(rng, number, sex),
        sex=sex,
        birth_date=born,
        identity_number=identity,
        identity_index=blind_index("identity", identity),
        no_identity_reason=None,
        **_phone(rng, number, chance=0.3),
        address=f"演示区{offices.township_name}{offices.village_name}{group}{rng.randrange(1, 99)}号",
        group_label=group,
        diagnosis_code=rng.choice(DIAGNOSES),
        diagnosed_on=confirmed - timedelta(days=rng.randrange(1, 30)),
        diagnosed_at=rng.choice(name_list()["hospitals"]),
        medication=rng.choice(DRUGS),
        confirmed_on=confirmed,
        management_number=f"{offices.village_code[-3:]}-{number:05d}",
        display_number=str(number),
        lives_here_since=None,
        lives_here_proof=None,
        status="community",
        status_since=confirmed,
        status_source="建档登记",
        marked_for_justice=rng.random() < 0.03 or course.promise == "forty",
        level=None,
        level_decision_id=None,
        created_at=ledger.at(confirmed, 9),
        version=1,
    )
    ledger.add(
        "responsibility", patient_id=patient["id"], unit_id=offices.village_id, kind="residence",
        from_date=confirmed, until_date=None,
    )  # fmt: skip
    ledger.add(
        "care_assignment", patient_id=patient["id"], account_id=offices.cadre.account_id, from_date=confirmed,
        until_date=None,
    )  # fmt: skip
    return patient


def make_guardian(ledger: Ledger, patient: Row, today: date) -> Row:
    """The guardian who answers the door."""
    rng = ledger.rng
    age = (today - patient["birth_date"]).days // 365
    name, relation = invent_guardian(rng, patient["name"], patient["sex"], age)
    phone = _phone(rng, 50000 + patient["id"], chance=1)
    return ledger.add(
        "guardian",
        patient_id=patient["id"],
        name=name,
        relation=relation,
        phone=phone["phone"],
        phone_index=phone["phone_index"],
        identity_number=None,
        address=patient["address"],
        ability="weak" if rng.random() < 0.12 else "strong",
        place_in_order=1,
        from_date=patient["confirmed_on"],
        until_date=None,
        version=1,
    )


def _name(rng: Random, number: int, sex: str) -> str:
    people = name_list()["people"]
    if number % 97 == 0:
        rare: str = rng.choice(people["rare"] + people["long"])
        return rare
    return invent_name(rng, sex)


def _phone(rng: Random, number: int, *, chance: float) -> dict[str, Any]:
    if rng.random() > chance:
        return {"phone": None, "phone_index": None, "phone_tail_index": None}
    phone = f"{INVENTED_PREFIX}{number:08d}"
    return {
        "phone": phone,
        "phone_index": blind_index("phone", phone),
        "phone_tail_index": blind_index("phone_tail", phone),
    }
