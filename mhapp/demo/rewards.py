"""The last period's rewards of the invented county: judged, confirmed, paid; one payment failed, one reward stopped."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from mhapp.demo.ledger import Ledger, Row
from mhapp.demo.offices import Actor
from mhapp.demo.rules import Rules
from mhapp.domain.reward import Agreement, Judgement, days_that_count, proposed_amount
from mhapp.domain.reward_period import Period, periods_until
from mhapp.domain.reward_terms import RewardTerms
from mhapp.domain.roles import Role, UnitKind
from mhapp.queries.reward_terms import shipped_reward_terms

BANK = "演示银行"
ACCOUNT_PREFIX = "00000000"
"""No bank gives out such a number."""


def add_rewards(
    ledger: Ledger, rules: Rules, units: dict[str, Row], actors: dict[str, list[Actor]], today: date
) -> None:
    """Assess the last period's agreements of every township, a roster each; some are left to do."""
    terms = RewardTerms.from_dict(shipped_reward_terms())
    period = periods_until(today, terms.periods, 2)[1]
    townships = {row["id"]: place for place, row in units.items() if row["kind"] == UnitKind.TOWNSHIP}
    above = {row["id"]: row["parent_id"] for row in units.values() if row["kind"] == UnitKind.VILLAGE}
    letters: dict[int, list[tuple[Row, int]]] = defaultdict(list)
    for letter in ledger.rows["letter"]:
        if days := days_of(terms, period, letter):
            letters[above[letter["unit_id"]]].append((letter, days))
    visits = _visits(ledger, {one["patient_id"] for found in letters.values() for one, _ in found}, period)
    for township_id, found in letters.items():
        place = townships[township_id]
        desk = (actors.get(f"{Role.CIVIL_AFFAIRS}@{place}") or actors[f"{Role.TOWNSHIP_REVIEWER}@{place}"])[0]
        _pay(
            ledger,
            _assessed(ledger, terms, period, found, visits, township_id, desk),
            period,
            township_id,
            desk,
        )


def days_of(terms: RewardTerms, period: Period, letter: Row) -> int:
    """Days of a period a signed agreement covers; 0 for any other letter."""
    if letter["kind"] != "reward" or letter["signed_on"] is None:
        return 0
    agreement = Agreement(letter["term_from"], letter["term_until"], letter["ended_on"])
    return days_that_count(period, agreement, (), hospital_days_count=terms.hospital_days_count)


def _visits(ledger: Ledger, patients: set[int], period: Period) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for visit in ledger.rows["visit"]:
        if visit["patient_id"] in patients and period.from_date <= visit["visit_date"] <= period.until_date:
            found[visit["patient_id"]].append(visit)
    return found


def _assessed(
    ledger: Ledger, terms: RewardTerms, period: Period, letters: list[tuple[Row, int]],
    visits: dict[int, list[Row]], township_id: int, desk: Actor,
) -> list[Row]:  # fmt: skip
    """Every fifth is left to judge, every fifth to confirm; the others are confirmed as proposed."""
    rows = []
    at = ledger.at(period.until_date + timedelta(days=8), 10)
    for place, (letter, days) in enumerate(letters):
        if place % 5 == 4:
            continue
        not_met = place % 7 == 3
        judged = {one.code: Judgement.MET for one in terms.conditions}
        if not_met:
            judged["follow_up"] = Judgement.NOT_MET
        proposed = proposed_amount(terms, period, days, judged)
        confirmed = place % 5 != 2
        rows.append(
            ledger.add(
                "reward_assessment", patient_id=letter["patient_id"], letter_id=letter["id"], unit_id=township_id,
                period=period.code, from_date=period.from_date, until_date=period.until_date,
                edition=terms.edition, whole=terms.whole, days=days, days_in_period=period.days,
                evidence=_json(_evidence(visits[letter["patient_id"]])),
                judgements=_json({
                    code: [one.value, "两次约好未在家" if one is Judgement.NOT_MET else ""]
                    for code, one in judged.items()
                }),
                proposed=proposed, assessed_at=at, assessed_by_id=desk.account_id,
                amount=proposed if confirmed else None, amount_reason=None, confirmed_at=at if confirmed else None,
                confirmed_by_id=desk.account_id if confirmed else None, withdrawn_at=None, version=1,
            )
        )  # fmt: skip
    return rows


def _pay(ledger: Ledger, assessed: list[Row], period: Period, township_id: int, desk: Actor) -> None:
    ready = [row for row in assessed if row["amount"]]
    if not ready:
        return
    made = period.until_date + timedelta(days=9)
    at, unit = ledger.at(made, 15), next(row for row in ledger.rows["unit"] if row["id"] == township_id)
    number = ledger.next_number(township_id, "reward_roster", made.year)
    roster = ledger.add(
        "reward_roster", unit_id=township_id, number=f"FF-{unit['code']}-{made.year}-{number:03d}",
        period=period.code, made_at=at, made_by_id=desk.account_id,
    )  # fmt: skip
    guardians = {row["id"]: row["name"] for row in ledger.rows["guardian"]}
    signed = {row["id"]: guardians[row["guardian_id"]] for row in ledger.rows["letter"]}
    accounts = {row["patient_id"] for row in ledger.rows["reward_account"]}
    for place, row in enumerate(ready):
        if row["patient_id"] not in accounts:
            accounts.add(row["patient_id"])
            ledger.add(
                "reward_account", patient_id=row["patient_id"], holder=signed[row["letter_id"]], bank=BANK,
                number=f"{ACCOUNT_PREFIX}{row['patient_id']:011d}", from_at=at, by_id=desk.account_id,
                until_at=None,
            )  # fmt: skip
        _payment(ledger, roster, row, place, made, desk)
    stopped = ready[-1]
    ledger.add(
        "reward_stop", patient_id=stopped["patient_id"], letter_id=stopped["letter_id"], reason="other",
        words="监护人书面提出不再领取", stopped_on=made, at=at, account_id=desk.account_id,
    )  # fmt: skip


def _payment(ledger: Ledger, roster: Row, assessed: Row, place: int, made: date, desk: Actor) -> None:
    """The first failed; every third waits for the bank; the others are paid."""
    state = "failed" if place == 0 else "listed" if place % 3 == 2 else "paid"
    result = None if state == "listed" else made + timedelta(days=3)
    ledger.add(
        "reward_payment", roster_id=roster["id"], assessment_id=assessed["id"], patient_id=assessed["patient_id"],
        amount=assessed["amount"], state=state, result_on=result,
        failure="户名与账号不符，银行退回" if state == "failed" else None,
        result_at=ledger.at(result, 11) if result else None, result_by_id=desk.account_id if result else None,
        receipt_on=None, receipt_file_id=None, receipt_by_id=None, version=1,
    )  # fmt: skip


def _evidence(visits: list[Row]) -> dict[str, list[str]]:
    words = {
        "regular": "按医嘱规律服药",
        "intermittent": "间断服药",
        "none": "不服药",
        "not_needed": "医嘱无需服药",
    }
    found: dict[str, Any] = {
        "medicine": [],
        "follow_up": [],
        "reports": [],
        "no_incident": [],
        "hospital": [],
    }
    for visit in visits:
        day = visit["visit_date"]
        said = f"{day.year}年{day.month}月{day.day}日"
        found["follow_up"].append(f"{said}{'未见到人' if visit['is_attempt'] else '随访，见到患者'}")
        for code in visit["answers"].get("medication", ()):
            found["medicine"].append(f"{said}随访：{words.get(code, '不了解')}")
    return found


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
