"""Where some of the invented people stand: in hospital, away, lost, on the move, listed in two places."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from mhapp.demo.ledger import Ledger, Row
from mhapp.demo.offices import Actor
from mhapp.demo.promises import ELSEWHERE as ELSEWHERE_STORIES
from mhapp.demo.promises import FIRST_VILLAGE
from mhapp.demo.rules import Rules
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.roles import Role

VISITS = frozenset({DueKind.VISIT, DueKind.VISIT_RETRY})
STANDINGS = (
    (PatientStatus.HOSPITAL, 12, "区精神卫生中心通知住院"),
    (PatientStatus.AWAY, 20, "家属电话，随亲戚外出务工"),
    (PatientStatus.LOST, 2, "三次上门都没见到人，邻居也不知道去向"),
)
"""Of each village one in hospital, one away, one lost: since how many days, known from whom."""
GIVING, RECEIVING, ELSEWHERE = "1.2", "1.1", "2.1"


def add_standings(
    ledger: Ledger, rules: Rules, units: dict[str, Row], actors: dict[str, list[Actor]], today: date
) -> None:
    """Give each village its statuses; one open move between two villages; one person registered in another township."""
    busy = {row["patient_id"] for row in ledger.rows["level_proposal"] if row["closed_at"] is None}
    busy |= {row["patient_id"] for name in ("designation", "objection") for row in ledger.rows[name]}
    homes = {
        row["patient_id"]: row["unit_id"] for row in ledger.rows["responsibility"] if not row["until_date"]
    }
    for patient in ledger.rows["patient"]:
        if patient["status"] == PatientStatus.AWAY:
            _call(ledger, rules, homes[patient["id"]], patient, ("patient", patient["id"]))
    for place, unit in units.items():
        if unit["kind"] != "village":
            continue
        people = [row for row in ledger.rows["patient"] if homes.get(row["id"]) == unit["id"]]
        free = [
            patient
            for patient in people[len(FIRST_VILLAGE) if place == RECEIVING else len(ELSEWHERE_STORIES) :]
            if patient["status"] == PatientStatus.COMMUNITY
            and patient["level"] == "green"
            and patient["id"] not in busy
        ]  # after those who have stories of their own
        cadre = actors[f"{Role.VILLAGE_CADRE}@{place}"][0]
        if place == GIVING and free:
            _ask(ledger, rules, unit, units[RECEIVING], cadre, free.pop(0), today)
        if place == ELSEWHERE and free:
            _list_twice(ledger, units[RECEIVING], free.pop(0))
        for patient, (status, ago, source) in zip(free, STANDINGS, strict=False):
            _stand(ledger, rules, unit, cadre, patient, status, today - timedelta(days=ago), source)


def _stand(
    ledger: Ledger, rules: Rules, unit: Row, cadre: Actor, patient: Row, status: PatientStatus, since: date,
    source: str,
) -> None:  # fmt: skip
    at = ledger.at(since, 11)
    row = ledger.add(
        "status_change", patient_id=patient["id"], previous_status=patient["status"], status=status.value,
        since=since, source=source, account_id=cadre.account_id, role=cadre.role.value, unit_id=unit["id"], at=at,
    )  # fmt: skip
    patient |= {"status": status.value, "status_since": since, "status_source": source}
    this = ("status_change", row["id"])
    _close(ledger, patient["id"], VISITS | {DueKind.LOST_CONTACT}, this, at)
    if status is PatientStatus.AWAY:
        _call(ledger, rules, unit["id"], patient, this)
    if status is PatientStatus.LOST:
        due_on = rules.clocks.working_due("search", since, rules.calendar).day
        _owe(ledger, DueKind.SEARCH, patient["id"], unit["parent_id"], Role.POLICE_OFFICER, this, at, due_on)


def _call(ledger: Ledger, rules: Rules, village_id: int, patient: Row, by: tuple[str, int]) -> None:
    since: date = patient["status_since"]
    due_on = max(rules.clocks.away_call_due(_last_contact(ledger, patient) or since), since)
    at = ledger.at(since, 11)
    _owe(ledger, DueKind.AWAY_CALL, patient["id"], village_id, Role.VILLAGE_CADRE, by, at, due_on)


def _last_contact(ledger: Ledger, patient: Row) -> date | None:
    days = [
        row["visit_date"]
        for row in ledger.rows["visit"]
        if row["patient_id"] == patient["id"] and not row["is_attempt"]
    ]
    return max(days, default=None)


def _ask(
    ledger: Ledger, rules: Rules, giving: Row, receiving: Row, cadre: Actor, patient: Row, today: date
) -> None:
    day = today - timedelta(days=1)
    at = ledger.at(day, 15)
    move = ledger.add(
        "move", patient_id=patient["id"], kind="village", state="asked", from_unit_id=giving["id"],
        to_unit_id=receiving["id"], elsewhere=None, counterpart=None,
        address=f"演示区{receiving['name']}四组19号", moves_on=day, keeps_registration=True,
        reason="随子女搬到新居一起生活", asked_by_id=cadre.account_id, asked_role=cadre.role.value,
        asked_unit_id=giving["id"], asked_at=at, answered_by_id=None, answered_role=None, answered_at=None,
        answer_words=None, told=None, acknowledged_on=None, acknowledged_number=None,
    )  # fmt: skip
    due_on = rules.clocks.working_due("move_answer", day, rules.calendar).day
    this = ("move", move["id"])
    _owe(ledger, DueKind.MOVE_ANSWER, None, receiving["id"], Role.VILLAGE_CADRE, this, at, due_on)


def _list_twice(ledger: Ledger, registered: Row, patient: Row) -> None:
    ledger.add(
        "responsibility", patient_id=patient["id"], unit_id=registered["id"], kind="registration",
        from_date=patient["confirmed_on"], until_date=None,
    )  # fmt: skip


def _close(
    ledger: Ledger, patient_id: int, kinds: Collection[DueKind], by: tuple[str, int], at: object
) -> None:
    codes = {kind.value for kind in kinds}
    for due in ledger.rows["due"]:
        if due["patient_id"] == patient_id and due["kind"] in codes and due["closed_at"] is None:
            due |= {"closed_at": at, "closed_by_kind": by[0], "closed_by_id": by[1]}


def _owe(
    ledger: Ledger, kind: DueKind, patient_id: int | None, unit_id: int, role: Role, by: tuple[str, int], at: object,
    due_on: date,
) -> None:  # fmt: skip
    ledger.add(
        "due", kind=kind.value, patient_id=patient_id, owed_by_unit_id=unit_id, owed_by_role=role.value,
        started_by_kind=by[0], started_by_id=by[1], started_at=at, due_on=due_on, closed_at=None,
        closed_by_kind=None, closed_by_id=None,
    )  # fmt: skip
