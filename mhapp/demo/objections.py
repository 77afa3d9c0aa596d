"""Two invented objections: one that waits for its answer, one that was explained."""

from __future__ import annotations

from datetime import date, timedelta

from mhapp.demo.ledger import Ledger, Row
from mhapp.demo.offices import Actor
from mhapp.demo.rules import Rules
from mhapp.demo.staff import COUNTY, TOWNSHIP_ONE
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.objection import About, LodgedFor, Outcome
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role

WORDS = "这半年按时吃药，也没有发脾气，家里人觉得不该是这一级，请再核一下。"
ANSWER = "核对了最近三次随访和卫生院的评估，情况属实；下次随访后会再复核，届时可以一起参加。"
DAYS_AGO = (12, 75)


def add_objections(
    ledger: Ledger, rules: Rules, units: dict[str, Row], actors: dict[str, list[Actor]], today: date
) -> None:
    """Objections of guardians to decisions of the first township, lodged through civil affairs."""
    township = units[TOWNSHIP_ONE]
    county = units[COUNTY]
    desk = actors[f"{Role.CIVIL_AFFAIRS}@{TOWNSHIP_ONE}"][0]
    answering = actors[f"{Role.COUNTY_OFFICE}@{COUNTY}"][-1]
    guardians = {row["patient_id"]: row for row in reversed(ledger.rows["guardian"]) if not row["until_date"]}
    decisions = _decisions(ledger, township["id"], set(guardians), today - timedelta(days=max(DAYS_AGO)))
    for row, ago in zip(decisions, DAYS_AGO, strict=False):
        on, guardian = today - timedelta(days=ago), guardians[row["patient_id"]]
        answered = ledger.at(on + timedelta(days=9), 15) if ago == max(DAYS_AGO) else None
        due_on = rules.working_due("objection", on)
        number = ledger.next_number(township["id"], "objection", on.year)
        objection = ledger.add(
            "objection", number=f"{township['short_name']}异〔{on.year}〕{number:04d}号", patient_id=row["patient_id"],
            about=About.DECISION.value, record_id=row["id"],
            record_words=f"{township['name']}认定{RiskLevel(row['level']).colour_word}",
            lodged_for=LodgedFor.GUARDIAN.value, lodger_name=guardian["name"], lodged_on=on, words=WORDS,
            entered_by_id=desk.account_id, entered_role=Role.CIVIL_AFFAIRS.value, entered_at=ledger.at(on, 10),
            unit_id=county["id"], answering_role=Role.COUNTY_OFFICE.value, due_on=due_on,
            outcome=Outcome.EXPLAINED.value if answered else None, answer=ANSWER if answered else None,
            answered_by_id=answering.account_id if answered else None, answered_at=answered,
        )  # fmt: skip
        ledger.add(
            "due", kind=DueKind.OBJECTION.value, patient_id=row["patient_id"], owed_by_unit_id=county["id"],
            owed_by_role=Role.COUNTY_OFFICE.value, started_by_kind="objection", started_by_id=objection["id"],
            started_at=objection["entered_at"], due_on=due_on, closed_at=answered,
            closed_by_kind="objection" if answered else None, closed_by_id=objection["id"] if answered else None,
        )  # fmt: skip


def _decisions(ledger: Ledger, unit_id: int, patients: set[int], before: date) -> list[Row]:
    """Levels above green that the township determined before a day, of people with a guardian, one a person."""
    found = [
        row
        for row in ledger.rows["level_decision"]
        if row["unit_id"] == unit_id
        and row["level"] in ("orange", "yellow")
        and row["patient_id"] in patients
        and row["effective_on"] <= before
    ]
    return list({row["patient_id"]: row for row in found}.values())
