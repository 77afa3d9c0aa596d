"""Guardians of the invented people in every ability, second and former ones, and designations in every state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from mhapp.demo.ledger import Ledger, Row
from mhapp.demo.names import MAN, invent_name
from mhapp.demo.offices import Actor
from mhapp.demo.rules import Rules
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.guardianship import Basis
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.roles import Role, UnitKind

SECOND_EVERY, FORMER_EVERY = 7, 25
BASIS = {
    "配偶": Basis.SPOUSE, "父亲": Basis.PARENT, "母亲": Basis.PARENT, "儿子": Basis.CHILD, "女儿": Basis.CHILD,
    "哥哥": Basis.SIBLING, "姐姐": Basis.SIBLING, "弟弟": Basis.SIBLING, "妹妹": Basis.SIBLING,
}  # fmt: skip
UNKNOWN = {"ended_reason": None, "ended_words": None, "ended_by_id": None}


@dataclass(frozen=True)
class Case:
    """A designation to be written: how long ago it was reported, and how it stands."""

    ago: int
    received: bool = True
    outcome: str | None = None


CASES = (
    Case(4),
    Case(13),
    Case(0, received=False),
    Case(60, outcome="designated"),
    Case(90, outcome="impossible"),
)
"""Of each township: one in time, one past its limit, one not received yet, one designated, one that cannot be."""


def add_guardians(
    ledger: Ledger, rules: Rules, units: dict[str, Row], actors: dict[str, list[Actor]], today: date
) -> None:
    """Say on which ground each guardian is one, add further ones, and write each township's cases."""
    rng = Random(f"guardians{today.isoformat()}")
    first = {row["patient_id"]: row for row in ledger.rows["guardian"]}
    for row in first.values():
        row |= {"basis": BASIS.get(row["relation"], Basis.OTHER_RELATIVE).value, **UNKNOWN}
    for number, patient in enumerate(ledger.rows["patient"]):
        if number % SECOND_EVERY == 2:
            _second(ledger, rng, patient)
        if number % FORMER_EVERY == 6:
            _former(ledger, rng, patient, today)
    homes = {
        row["patient_id"]: row["unit_id"] for row in ledger.rows["responsibility"] if not row["until_date"]
    }
    with_letter = {row["patient_id"] for row in ledger.rows["letter"]}
    for place, unit in units.items():
        if unit["kind"] != UnitKind.TOWNSHIP:
            continue
        villages = {one["id"] for one in units.values() if one["parent_id"] == unit["id"]}
        free = [
            patient
            for patient in reversed(ledger.rows["patient"])
            if homes.get(patient["id"]) in villages
            and patient["status"] == PatientStatus.COMMUNITY
            and patient["id"] not in with_letter
        ]
        desk = (actors.get(f"{Role.CIVIL_AFFAIRS}@{place}") or actors[f"{Role.TOWNSHIP_REVIEWER}@{place}"])[0]
        for case, patient in zip(CASES, free, strict=False):
            _case(ledger, rules, rng, case, patient, first[patient["id"]], unit, desk, today)


def _guardian(ledger: Ledger, patient: Row, name: str, relation: str, **values: object) -> Row:
    known: dict[str, object] = {
        "patient_id": patient["id"], "name": name, "relation": relation, "phone": None, "phone_index": None,
        "identity_number": None, "address": patient["address"], "ability": "strong", "place_in_order": 1,
        "from_date": patient["confirmed_on"], "until_date": None, "version": 1, **UNKNOWN,
    }  # fmt: skip
    return ledger.add("guardian", **(known | values))


def _second(ledger: Ledger, rng: Random, patient: Row) -> None:
    _guardian(
        ledger, patient, invent_name(rng, MAN), "叔父", basis=Basis.OTHER_RELATIVE.value, ability="weak",
        place_in_order=2,
    )  # fmt: skip


def _former(ledger: Ledger, rng: Random, patient: Row, today: date) -> None:
    _guardian(
        ledger, patient, invent_name(rng, MAN), "父亲", basis=Basis.PARENT.value,
        until_date=today - timedelta(days=rng.randrange(30, 700)), ended_reason="death",
    )  # fmt: skip


def _case(
    ledger: Ledger, rules: Rules, rng: Random, case: Case, patient: Row, guardian: Row, township: Row, desk: Actor,
    today: date,
) -> None:  # fmt: skip
    day = today - timedelta(days=case.ago)
    at, decided = ledger.at(day, 10), day + timedelta(days=6) if case.outcome else None
    for row in ledger.rows["guardian"]:
        if row["patient_id"] == patient["id"]:
            row["ability"] = "none"
    designated = None
    if case.outcome == "designated" and decided:
        guardian |= {"until_date": decided, "ended_reason": "lost_ability", "ended_by_id": desk.account_id}
        designated = _guardian(
            ledger, patient, invent_name(rng, MAN), "叔父", basis=Basis.DESIGNATED.value, from_date=decided
        )
    impossible = case.outcome == "impossible"
    visited = (one["author_id"] for one in ledger.rows["visit"] if one["patient_id"] == patient["id"])
    reporter = desk.account_id if case.received else next(visited, desk.account_id)
    row = ledger.add(
        "designation", patient_id=patient["id"], unit_id=township["id"], ground="unable", reported_on=day,
        reported_at=at, reported_by_id=reporter, reported_words="监护人年事已高，自己也要人照料",
        received_on=day if case.received else None, received_by_id=desk.account_id if case.received else None,
        officer_name=invent_name(rng, MAN) if case.received else None, officer_post="民政和社会事务办工作人员",
        officer_phone=None, officer_since=day if case.received else None, outcome=case.outcome, decided_on=decided,
        decided_by_id=desk.account_id if decided else None, decided_at=ledger.at(decided, 15) if decided else None,
        designated_by="village_committee" if designated else None, document_number=None,
        guardian_id=designated["id"] if designated else None, measure="care_home" if impossible else None,
        seen_to_by="演示区康复托养中心" if impossible else None,
        outcome_words="没有近亲属，也没有愿意担任的个人" if impossible else None, version=1,
    )  # fmt: skip
    _owe(ledger, rules, case, row, township["id"])
    if impossible:
        for number, (kind, yuan) in enumerate(
            (("medicine", "86.50"), ("living", "600.00"), ("care", "1200.00"))
        ):
            ledger.add(
                "designation_cost", designation_id=row["id"], paid_on=day + timedelta(days=10 + number * 20),
                kind=kind, words=None, amount=Decimal(yuan), recorded_at=at, recorded_by_id=desk.account_id,
            )  # fmt: skip


def _owe(ledger: Ledger, rules: Rules, case: Case, row: Row, township_id: int) -> None:
    kind = DueKind.DESIGNATION if case.received else DueKind.GUARDIAN_REPORT
    days = rules.clocks.days["designation"] if case.received else 0
    closed = row["decided_at"]
    ledger.add(
        "due", kind=kind.value, patient_id=row["patient_id"], owed_by_unit_id=township_id,
        owed_by_role=Role.CIVIL_AFFAIRS.value, started_by_kind="designation", started_by_id=row["id"],
        started_at=row["reported_at"], due_on=row["reported_on"] + timedelta(days=days), closed_at=closed,
        closed_by_kind="designation" if closed else None, closed_by_id=row["id"] if closed else None,
    )  # fmt: skip
