"""What the invented county's reward agreements owe, and one stop of each township that met a payment at the bank."""

from __future__ import annotations

from datetime import date, timedelta

from mhapp.demo.ledger import Ledger, Row
from mhapp.demo.rewards import days_of
from mhapp.demo.rules import Rules
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.reward_period import periods_until
from mhapp.domain.reward_terms import RewardTerms
from mhapp.domain.roles import Role
from mhapp.queries.reward_terms import shipped_reward_terms


def owe_rewards(ledger: Ledger, rules: Rules, today: date) -> None:
    """The last period of every agreement, owed until it is paid; rosters sent to the bank, a payment stopped there."""
    terms = RewardTerms.from_dict(shipped_reward_terms())
    period = periods_until(today, terms.periods, 2)[1]
    halted = _stop_at_the_bank(ledger)
    assessed = {row["letter_id"]: row for row in ledger.rows["reward_assessment"]}
    paid = {row["assessment_id"]: row for row in ledger.rows["reward_payment"] if row["state"] == "paid"}
    dead = {row["id"] for row in ledger.rows["patient"] if row["status"] == PatientStatus.DEAD.value}
    above = {row["id"]: row["parent_id"] for row in ledger.rows["unit"]}
    homes = {
        row["patient_id"]: above[row["unit_id"]]
        for row in ledger.rows["responsibility"]
        if row["kind"] == "residence" and row["until_date"] is None
    }
    opened = ledger.at(period.until_date + timedelta(days=1), 0)
    for letter in ledger.rows["letter"]:
        patient_id, township_id = letter["patient_id"], above[letter["unit_id"]]
        if not days_of(terms, period, letter) or patient_id in dead or letter["id"] in halted:
            continue
        row = ledger.add("reward_period", letter_id=letter["id"], period=period.code, opened_at=opened)
        payment = paid.get(assessed[letter["id"]]["id"]) if letter["id"] in assessed else None
        ledger.add(
            "due", kind=DueKind.REWARD.value, owed_by_unit_id=township_id, owed_by_role=Role.CIVIL_AFFAIRS.value,
            patient_id=patient_id if homes.get(patient_id) == township_id else None,
            started_by_kind="reward_period", started_by_id=row["id"], started_at=opened,
            due_on=period.until_date + timedelta(days=rules.clocks.days["reward"]),
            closed_at=payment["result_at"] if payment else None,
            closed_by_kind="reward_payment" if payment else None, closed_by_id=payment["id"] if payment else None,
        )  # fmt: skip


def _stop_at_the_bank(ledger: Ledger) -> set[int]:
    """Every roster was sent; of each the first payment that waits for the bank is stopped. The letters stopped."""
    letters = {row["id"]: row["letter_id"] for row in ledger.rows["reward_assessment"]}
    first: dict[int, Row] = {}
    for payment in ledger.rows["reward_payment"]:
        if payment["state"] == "listed":
            first.setdefault(payment["roster_id"], payment)
    for roster in ledger.rows["reward_roster"]:
        sent = ledger.at(roster["made_at"].date(), 17)
        ledger.add(
            "reward_roster_sending", roster_id=roster["id"], receiver="bank", sent_on=sent.date(), taken_out=True,
            at=sent, account_id=roster["made_by_id"],
        )  # fmt: skip
        if roster["id"] in first:
            _stop(ledger, first[roster["id"]], letters, roster)
    return {letters[payment["assessment_id"]] for payment in first.values()}


def _stop(ledger: Ledger, payment: Row, letters: dict[int, int], roster: Row) -> None:
    letter_id, day = letters[payment["assessment_id"]], roster["made_at"].date() + timedelta(days=2)
    stop = ledger.add(
        "reward_stop", patient_id=payment["patient_id"], letter_id=letter_id, reason="confinement",
        words="随访发现患者被关锁，已报告并解除", stopped_on=day, at=ledger.at(day, 10),
        account_id=roster["made_by_id"],
    )  # fmt: skip
    ledger.add(
        "reward_halt", payment_id=payment["id"], stop_id=stop["id"], kind="at_bank", at=stop["at"],
        account_id=roster["made_by_id"],
    )  # fmt: skip
