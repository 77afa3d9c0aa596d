"""Registration forms, consent and list entries of the invented people, drawn from a generator of their own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from mhapp.demo.ledger import Ledger, Row
from mhapp.demo.offices import Actor
from mhapp.demo.rules import Rules
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.level_route import Exit
from mhapp.domain.list_entry import ListAct, ListSystem
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role, UnitKind
from mhapp.queries.list_standings import list_rules

WHOLE_UP_TO = 2000
EVERY = 10
"""A large county has whole forms for every tenth person: enough to look at, quick to make."""
GAP_EVERY, REFUSED_EVERY = 9, 40
ENTERED_AFTER = 4
"""Days after a decision on which the offices had entered it."""
BY_SYSTEM = {ListSystem.KEY_PERSON: Role.POLICE_OFFICER, ListSystem.PRIORITY: Role.POLICE_OFFICER,
             ListSystem.MAJOR_RISK: Role.CIVIL_AFFAIRS}  # fmt: skip


@dataclass
class Desk:
    """What these rows are made from; `townships`: the township above each village."""

    ledger: Ledger
    rules: Rules
    actors: dict[str, list[Actor]]
    places: dict[int, str]
    townships: dict[int, Row]
    today: date
    rng: Random

    def actor(self, role: Role, village_id: int) -> Actor | None:
        """Who works in a role for the township of a village, or for the village itself; None where nobody does."""
        place = self.places[village_id]
        found = self.actors.get(f"{role}@{place if role is Role.VILLAGE_CADRE else place.split('.')[0]}")
        return found[0] if found else None


def add_registrations(
    ledger: Ledger, rules: Rules, units: dict[str, Row], actors: dict[str, list[Actor]], today: date
) -> None:
    """Forms, consent and entries for everybody in the ledger."""
    by_id = {unit["id"]: unit for unit in units.values()}
    villages = {unit["id"]: place for place, unit in units.items() if unit["kind"] == UnitKind.VILLAGE}
    desk = Desk(
        ledger, rules, actors, villages, {one: by_id[by_id[one]["parent_id"]] for one in villages}, today,
        Random(f"registrations{today.isoformat()}"),
    )  # fmt: skip
    homes = {
        row["patient_id"]: row["unit_id"]
        for row in ledger.rows["responsibility"]
        if row["kind"] == "residence"
    }
    last = {row["patient_id"]: row for row in ledger.rows["level_decision"]}
    step = 1 if len(homes) <= WHOLE_UP_TO else EVERY
    for patient in ledger.rows["patient"]:
        home = homes[patient["id"]]
        _consent(desk, patient, home)
        _follow_up(desk, patient, home)
        if patient["id"] % step == 0:
            _form(desk, patient, home)
        _entries(desk, patient, home, last.get(patient["id"]))


def _consent(desk: Desk, patient: Row, home: int) -> None:
    doctor, day = desk.actor(Role.CLINIC_DOCTOR, home), patient["confirmed_on"]
    if doctor is None or patient["id"] % GAP_EVERY == 4:
        return
    # A green one who refuses is visited by a clock of its own, which no life here was led by.
    refused = patient["id"] % REFUSED_EVERY == 7 and patient["level"] != RiskLevel.GREEN
    desk.ledger.add(
        "consent", patient_id=patient["id"], outcome="refused" if refused else "agreed", said_on=day,
        said_by="patient" if patient["id"] % 3 else "guardian",
        signer_name=None if patient["id"] % 3 else "监护人已签",
        remark="家里照顾得过来，暂不参加" if refused else None, file_id=None,
        recorded_by_id=doctor.account_id, recorded_at=desk.ledger.at(day, 15),
    )  # fmt: skip


def _follow_up(desk: Desk, patient: Row, home: int) -> None:
    """The first 表8 stands in the national system, where the clinic has said so."""
    doctor, day = desk.actor(Role.CLINIC_DOCTOR, home), patient["confirmed_on"]
    if doctor is None or patient["id"] % GAP_EVERY == 2:
        return
    desk.ledger.add(
        "national_follow_up", patient_id=patient["id"], first_on=day, recorded_by_id=doctor.account_id,
        recorded_role=Role.CLINIC_DOCTOR, recorded_at=desk.ledger.at(day, 16), withdrawn_at=None,
        withdrawn_by_id=None, withdrawn_reason=None,
    )  # fmt: skip


def _form(desk: Desk, patient: Row, home: int) -> None:
    cadre, doctor = desk.actor(Role.VILLAGE_CADRE, home), desk.actor(Role.CLINIC_DOCTOR, home)
    if cadre is None or doctor is None:
        return
    patient["lives_here_since"] = date(patient["birth_date"].year + 20, 12, 31)
    for section, answers in _sheets(desk, patient, home).items():
        if (patient["id"] + len(section)) % GAP_EVERY == 0:
            continue  # not filled in yet
        by = doctor if section in {"diagnosis", "treatment", "health"} else cadre
        desk.ledger.add(
            "registration_section", patient_id=patient["id"], section=section,
            answers=json.dumps(answers, ensure_ascii=False, sort_keys=True), version=1, saved_by_id=by.account_id,
            saved_at=desk.ledger.at(patient["confirmed_on"], 10),
        )  # fmt: skip


def _sheets(desk: Desk, patient: Row, home: int) -> dict[str, dict[str, Any]]:
    rng, township = desk.rng, desk.townships[home]["short_name"]
    born: date = patient["birth_date"]
    onset = min(born.year + rng.randrange(18, 35), patient["confirmed_on"].year)
    return {
        "identity": {"nation": rng.choice(("汉族", "汉族", "土家族", "苗族"))},
        "residence": {
            "residence_type": "1", "household_type": rng.choice("12"), "registered_address": patient["address"],
            "lives_here_since": str(born.year + 20), "police_registration": f"{township}派出所",
            "police_residence": f"{township}派出所",
        },
        "family": {"contact_name": f"{patient['name'][0]}家人", "contact_phone": f"000{patient['id']:08d}"},
        "life": {
            "marital": rng.choice("1234"), "education": rng.choice("6789"), "employment": rng.choice("34"),
            "economy": rng.choice("12"), "surroundings": "住房安全，自来水，卫生厕所",
        },
        "insurance": {"payment": [rng.choice("123")], "disability_certificate": "精神残疾二级"},
        "illness": {
            "onset": str(onset), "past_symptoms": sorted(rng.sample(("1", "3", "4", "9"), 2)), "past_locked": "1",
        },
        "diagnosis": {},
        "treatment": {
            "outpatient": rng.choice("23"), "first_medicine": str(onset + 1), "hospital_times": rng.choice("0123"),
            "last_effect": rng.choice("23"),
        },
        "health": {"blood_type": rng.choice("1234"), "allergy": ["1"], "past_illness": "无", "disability": ["7"]},
    }  # fmt: skip


def _entries(desk: Desk, patient: Row, home: int, decision: Row | None) -> None:
    if decision is None:
        _entry(desk, patient, home, None, ListSystem.HEALTH, Role.CLINIC_DOCTOR, patient["confirmed_on"])
        return
    day, level = decision["effective_on"], decision["level"]
    if level is None:
        _left(desk, patient, home, decision)
        return
    for system, role in BY_SYSTEM.items():
        if list_rules().lists[system].holds(RiskLevel(level)) and desk.actor(role, home):
            _entry(desk, patient, home, decision, system, role, day)


def _left(desk: Desk, patient: Row, home: int, decision: Row) -> None:
    """Who left the list had been entered before; one removal is done, the other still to do."""
    day = decision["effective_on"]
    if decision["exit_ground"] == Exit.DEATH:
        _entry(desk, patient, home, decision, ListSystem.HEALTH, Role.CLINIC_DOCTOR, day, act=ListAct.REMOVE)
        return
    for system, role in BY_SYSTEM.items():
        if list_rules().lists[system].holds(RiskLevel(decision["previous_level"])) and desk.actor(role, home):
            entered = day - timedelta(days=200)
            _entry(desk, patient, home, None, system, role, entered)
            is_open = system is ListSystem.KEY_PERSON
            _entry(desk, patient, home, decision, system, role, day, act=ListAct.REMOVE, is_open=is_open)


def _entry(
    desk: Desk,
    patient: Row,
    home: int,
    decision: Row | None,
    system: ListSystem,
    role: Role,
    asked_on: date,
    *,
    act: ListAct = ListAct.ENTER,
    is_open: bool = False,
) -> None:
    actor, at = desk.actor(role, home), desk.ledger.at(asked_on, 16)
    done_on = asked_on + timedelta(days=ENTERED_AFTER)
    is_done = done_on <= desk.today and not is_open and actor is not None
    done_at = desk.ledger.at(done_on, 11) if is_done else None
    level = RiskLevel(decision["level"]) if decision and decision["level"] else None
    due_on = desk.rules.calendar.add(asked_on, list_rules().entry_working_days).day
    row = desk.ledger.add(
        "list_entry", patient_id=patient["id"], system=system.value, act=act.value,
        control_grade=list_rules().lists[system].grades.get(level) if level else None, grade_reason=None,
        decision_id=decision["id"] if decision else None, owed_by_unit_id=desk.townships[home]["id"],
        owed_by_role=role.value, owed_elsewhere=False, assisting_unit_id=None, asked_at=at, due_on=due_on,
        done_on=done_on if is_done else None, done_by_id=actor.account_id if is_done and actor else None,
        done_at=done_at, number=None, remark=None, dropped_at=None,
    )  # fmt: skip
    desk.ledger.add(
        "due", kind=DueKind.LIST_ENTRY.value, patient_id=patient["id"], owed_by_unit_id=row["owed_by_unit_id"],
        owed_by_role=role.value, started_by_kind="list_entry", started_by_id=row["id"], started_at=at,
        due_on=due_on, closed_at=done_at, closed_by_kind="list_entry" if is_done else None,
        closed_by_id=row["id"] if is_done else None,
    )  # fmt: skip
