"""Leads of the invented county in every state: new, assessed, arranged, a patient, ended, cleared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from mhapp.demo.finds import Finds
from mhapp.demo.ledger import Row
from mhapp.demo.names import MAN, invent_name
from mhapp.demo.staff import COUNTY
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.lead import LeadState, receivers_for
from mhapp.domain.roles import Role


@dataclass(frozen=True)
class _Story:
    """One lead: where, who reported it and how many days ago, and what has become of it."""

    place: str
    finder: Role
    days_ago: int
    state: LeadState
    answers: tuple[str, ...]
    words: str
    wanderer: bool = False


STORIES = (
    _Story("2.2", Role.VILLAGE_CADRE, 130, LeadState.CLEARED, ("withdrawn",), "很少出门，邻居担心"),
    _Story("1.2", Role.VILLAGE_CADRE, 40, LeadState.NOT_CONFIRMED, ("excited",), "酒后吵闹，后经诊断不是精神障碍"),
    _Story("1.1", Role.VILLAGE_CADRE, 20, LeadState.CONFIRMED, ("talks_alone", "suspicious"), "夜里自语，怀疑邻居害他"),
    _Story("2.1", Role.VILLAGE_CADRE, 9, LeadState.ARRANGED, ("suspicious", "withdrawn"), "辞了工，关在屋里不见人"),
    _Story("1.3", Role.POLICE_OFFICER, 4, LeadState.ASSESSED, ("strange",), "衣着单薄，说不清家在哪里", wanderer=True),
    _Story("1.1", Role.VILLAGE_CADRE, 1, LeadState.REPORTED, ("impulsive", "talks_alone"), "砸了自家的碗柜，家属求助"),
)  # fmt: skip
ASSESSED_BEYOND = frozenset(
    {LeadState.ASSESSED, LeadState.ARRANGED, LeadState.CONFIRMED, LeadState.NOT_CONFIRMED}
)
CLOSED = frozenset({LeadState.CONFIRMED, LeadState.NOT_CONFIRMED, LeadState.CLEARED})


def add_leads(finds: Finds) -> None:
    """The stories, the oldest first, so that their numbers follow each other."""
    for story in STORIES:
        _add_lead(finds, story)


def _add_lead(finds: Finds, story: _Story) -> None:
    ledger, unit = finds.ledger, finds.units[story.place]
    township = finds.units[story.place.split(".")[0]]
    found_on = finds.today - timedelta(days=story.days_ago)
    place = story.place if story.finder is Role.VILLAGE_CADRE else story.place.split(".")[0]
    reporter = finds.actors[f"{story.finder}@{place}"][0]
    at = ledger.at(found_on, 11)
    became = _became(finds, unit, story)
    serial = ledger.next_number(township["id"], "lead", found_on.year)
    closed_at = (
        ledger.at(min(found_on + timedelta(days=8), finds.today), 0) if story.state in CLOSED else None
    )
    row = ledger.add(
        "lead", number=f"XS-{township['code']}-{found_on.year}-{serial:04d}", unit_id=unit["id"],
        reported_unit_id=reporter.unit_id, reported_by_id=reporter.account_id, reported_role=story.finder.value,
        reported_at=at, source="police" if story.finder is Role.POLICE_OFFICER else "cadre", found_on=found_on,
        **_about(finds, story, became), **_wandering(story, found_on), state=story.state.value,
        **_outcome(finds, story, found_on, closed_at, became), version=1,
    )  # fmt: skip
    _add_steps(finds, story, row, at, closed_at)


def _became(finds: Finds, unit: Row, story: _Story) -> Row | None:
    """The newest person of the village, where the story ends in one."""
    if story.state is not LeadState.CONFIRMED:
        return None
    living = {
        row["patient_id"] for row in finds.ledger.rows["responsibility"] if row["unit_id"] == unit["id"]
    }
    here = [row for row in finds.ledger.rows["patient"] if row["id"] in living]
    return max(here, key=lambda row: (row["confirmed_on"], row["id"]))


def _about(finds: Finds, story: _Story, became: Row | None) -> dict[str, Any]:
    known = story.state is not LeadState.CLEARED
    name = became["name"] if became else invent_name(finds.rng, MAN)
    age = finds.rng.randrange(20, 60) if known else None
    group = f"{finds.units[story.place]['name']}{became['group_label'] if became else '三组'}"
    return {
        "how_found": story.words if known else None,
        "answers": list(story.answers) if known else None,
        "name": name if known and not story.wanderer else None,
        "sex": became["sex"] if became else MAN,
        "birth_date": became["birth_date"] if became else None,
        "age_about": None if became else age,
        "identity_number": None,
        "identity_index": None,
        "phone": None,
        "address": group if known and not story.wanderer else None,
        "place_found": "长途汽车站候车室" if story.wanderer else None,
        "is_wanderer": story.wanderer,
    }


def _wandering(story: _Story, found_on: date) -> dict[str, Any]:
    there = story.wanderer
    return {
        "help_given": "给了棉衣和热饭" if there else None,
        "rescue_station": "演示区救助站" if there else None,
        "native_place": "邻县石桥镇" if there else None,
        "native_asked_on": found_on + timedelta(days=1) if there else None,
        "native_answer": None,
        "native_answered_on": None,
    }


def _outcome(
    finds: Finds, story: _Story, found_on: date, closed_at: datetime | None, became: Row | None
) -> dict[str, Any]:
    arranged = story.state is LeadState.ARRANGED
    cleared = story.state is LeadState.CLEARED
    ended = story.state in (LeadState.NOT_CONFIRMED, LeadState.CLEARED) and closed_at
    named = closed_at is not None and not cleared
    clear_on = (
        (closed_at.date() + timedelta(days=finds.rules.clocks.days["lead_cleared"]))
        if ended and closed_at
        else None
    )
    return {
        "arranged_on": finds.today + timedelta(days=2) if arranged else None,
        "arranged_hospital": "演示区精神卫生中心" if arranged else None,
        "arranged_ground": "family" if arranged else None,
        "rights_told": ["voluntary", "psychiatrist", "second_diagnosis", "dignity"] if arranged else None,
        "rights_told_to": "both" if arranged else None,
        "rights_told_on": finds.today if arranged else None,
        "outcome_on": closed_at.date() if closed_at else None,
        "outcome_hospital": "演示区精神卫生中心" if named else None,
        "outcome_doctor": "钟示医师" if named else None,
        "patient_id": became["id"] if became else None,
        "closed_at": closed_at,
        "clear_on": clear_on,
        "cleared_at": finds.ledger.at(clear_on, 0) if cleared and clear_on else None,
    }


def _add_steps(finds: Finds, story: _Story, row: Row, at: datetime, closed_at: datetime | None) -> None:
    """Who was told and has acknowledged, the assessment, and the dues of it all."""
    ledger, rules, record = finds.ledger, finds.rules, ("lead", row["id"])
    township_place = story.place.split(".")[0]
    township = finds.units[township_place]
    read = story.state is not LeadState.REPORTED
    finds.owe(
        DueKind.LEAD_NOTICE, row["reported_unit_id"], story.finder, row["found_on"], record, at, (*record, at)
    )
    limit = "lead_acknowledgement_police" if story.finder is Role.POLICE_OFFICER else "lead_acknowledgement"
    for role in receivers_for(story.finder, rules.clocks.receivers["lead"]):
        place = COUNTY if role is Role.COUNTY_OFFICE else township_place
        who = finds.actor(role, place)
        read_at = at + timedelta(hours=2) if who and (read or role is Role.CLINIC_DOCTOR) else closed_at
        notice = ledger.add(
            "lead_notice", lead_id=row["id"], unit_id=finds.units[place]["id"], role=role.value, sent_at=at,
            acknowledged_at=read_at if who and read_at else None,
            acknowledged_by_id=who.account_id if who and read_at else None,
        )  # fmt: skip
        closed = ("lead_notice", notice["id"], read_at) if read_at else None
        finds.owe(
            DueKind.LEAD_ACKNOWLEDGEMENT, finds.units[place]["id"], role, rules.working_due(limit, row["found_on"]),
            record, at, closed,
        )  # fmt: skip
    finds.owe(
        DueKind.LEAD_DIAGNOSIS, township["id"], Role.CLINIC_DOCTOR,
        rules.working_due("lead_diagnosis", row["found_on"]), record, at, (*record, closed_at) if closed_at else None,
    )  # fmt: skip
    doctor = finds.actor(Role.CLINIC_DOCTOR, township_place)
    if story.state in ASSESSED_BEYOND and doctor:
        day = row["found_on"] + timedelta(days=2)
        ledger.add(
            "lead_assessment", lead_id=row["id"], assessed_on=day, result="refer",
            words="入户见到本人，言语零乱，家属愿意陪同就诊", assessed_with="村干部、民警",
            account_id=doctor.account_id, role=Role.CLINIC_DOCTOR.value, unit_id=township["id"], at=ledger.at(day, 16),
        )  # fmt: skip
