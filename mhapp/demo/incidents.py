"""Two invented incidents, minor and long ago, on people the clinic rates high: so that 表13 has something to show."""

from __future__ import annotations

from datetime import date, timedelta

from mhapp.demo.ledger import Ledger, Row
from mhapp.demo.offices import Actor
from mhapp.domain.roles import Role

TELLINGS: tuple[dict[str, str | None], ...] = (
    {
        "happened_at": "16:20",
        "place": "村口小卖部门前",
        "course": "因为赊账与店主争吵，掀翻了门口的货架。",
        "harm": "货架一个，货物若干，约三百元。",
        "persons": "店主一人，没有受伤。",
        "cause": "停药两周，赊账被拒后发火。",
        "handling": "邻居劝开，村干部和民警到场，由家属带回并恢复服药。",
        "legal_result": "损失由家属赔偿，民警批评教育。",
        "prevention": "家属每天看服药，卫生院一周内回访。",
    },
    {
        "happened_at": None,
        "place": "自家院坝",
        "course": "夜里大声喊叫，砸坏了自家门窗。",
        "harm": "门窗损坏，没有人受伤。",
        "persons": "同住家人。",
        "cause": "家里吵架后情绪激动。",
        "handling": "家属报警，民警到场劝解，次日送医复诊。",
        "legal_result": "没有处罚。",
        "prevention": "医生调整治疗，村干部增加看望。",
    },
)
RATED_FROM = 3
TOWNSHIP = "1"


def add_incidents(ledger: Ledger, units: dict[str, Row], actors: dict[str, list[Actor]], today: date) -> None:
    """One incident each for the first people of the first township who are rated high, entered by its police."""
    officer, township = actors[f"{Role.POLICE_OFFICER}@{TOWNSHIP}"][0], units[TOWNSHIP]
    rated = [row for row in ledger.rows["danger_rating"] if row["level"] >= RATED_FROM]
    people = dict.fromkeys(row["patient_id"] for row in rated if row["unit_id"] == township["id"])
    for story, (patient_id, telling) in enumerate(zip(people, TELLINGS, strict=False)):
        on = today - timedelta(days=260 - 90 * story)
        number = ledger.next_number(township["id"], "incident", on.year)
        ledger.add(
            "incident", **telling, number=f"{township['short_name']}事〔{on.year}〕{number:04d}号",
            patient_id=patient_id, unit_id=township["id"], happened_on=on, entered_by_id=officer.account_id,
            entered_by_role=Role.POLICE_OFFICER.value, entered_at=ledger.at(on + timedelta(days=1), 9),
        )  # fmt: skip
