"""Screening rounds and monthly reports of the invented county: some done, some under way, one village late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from mhapp.demo.ledger import Ledger, Row
from mhapp.demo.offices import Actor
from mhapp.demo.rules import Rules
from mhapp.demo.staff import TOWNSHIP_ONE
from mhapp.domain.clocks import months_after
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.roles import Role, UnitKind
from mhapp.domain.screening import Period, Span, period_of

LATE_VILLAGE, UNOPENED_VILLAGE = "2.2", "2.3"
MONTHS_BACK = 3
OUTCOMES = ("seen",) * 9 + ("nobody",)


@dataclass
class Finds:
    """What is needed to write these rows: the ledger, the county's units and people at work, the day."""

    ledger: Ledger
    rules: Rules
    units: dict[str, Row]
    actors: dict[str, list[Actor]]
    today: date

    def __post_init__(self) -> None:
        self.rng = Random(f"finds{self.today.isoformat()}")

    def villages(self) -> list[str]:
        """The places of the villages, in the order of their codes."""
        return [place for place, unit in self.units.items() if unit["kind"] == UnitKind.VILLAGE]

    def actor(self, role: Role, place: str) -> Actor | None:
        """Somebody who works in a role for a place; None where nobody does."""
        found = self.actors.get(f"{role}@{place}")
        return found[0] if found else None

    def cadre(self, place: str) -> Actor:
        """The village's first cadre."""
        return self.actors[f"{Role.VILLAGE_CADRE}@{place}"][0]

    def owe(
        self, kind: DueKind, unit_id: int, role: Role, due_on: date, by: tuple[str, int], at: datetime,
        closed: tuple[str, int, datetime] | None = None,
    ) -> None:  # fmt: skip
        """One due about no patient; `closed`: by which record, and when."""
        self.ledger.add(
            "due", kind=kind.value, patient_id=None, owed_by_unit_id=unit_id, owed_by_role=role.value,
            started_by_kind=by[0], started_by_id=by[1], started_at=at, due_on=due_on,
            closed_at=closed[2] if closed else None, closed_by_kind=closed[0] if closed else None,
            closed_by_id=closed[1] if closed else None,
        )  # fmt: skip


def add_finds(
    ledger: Ledger, rules: Rules, units: dict[str, Row], actors: dict[str, list[Actor]], today: date
) -> Finds:
    """Write reports and rounds, and answer with what else is found in the county."""
    finds = Finds(ledger, rules, units, actors, today)
    _add_reports(finds)
    _add_rounds(finds)
    return finds


def _add_reports(finds: Finds) -> None:
    month = finds.today.replace(day=1)
    for back in range(MONTHS_BACK, -1, -1):
        for place in finds.villages():
            late = back == 1 and place == LATE_VILLAGE
            _add_report(finds, place, months_after(month, -back), sent=back > 0 and not late)


def _add_report(finds: Finds, place: str, month: date, *, sent: bool) -> None:
    ledger, unit, cadre = finds.ledger, finds.units[place], finds.cadre(place)
    due_on = finds.rules.calendar.last_of_month(month).day
    sent_at = ledger.at(due_on - timedelta(days=finds.rng.randrange(1, 6)), 15) if sent else None
    row = ledger.add(
        "village_report", unit_id=unit["id"], month=month, leads=0 if sent else None, remark=None, sent_at=sent_at,
        sent_by_id=cadre.account_id if sent else None,
    )  # fmt: skip
    record = ("village_report", row["id"])
    finds.owe(
        DueKind.VILLAGE_REPORT, unit["id"], Role.VILLAGE_CADRE, due_on, record, ledger.at(month, 0),
        (*record, sent_at) if sent_at else None,
    )  # fmt: skip


def _add_rounds(finds: Finds) -> None:
    running = period_of(Span.QUARTER, finds.today)
    before = period_of(Span.QUARTER, running.starts_on - timedelta(days=1))
    half_year = period_of(Span.HALF_YEAR, finds.today)
    for place in finds.villages():
        _add_quarter(finds, place, before, closed=True)
        _add_quarter(finds, place, running, closed=False)
    for place in (place for place, unit in finds.units.items() if unit["kind"] == UnitKind.TOWNSHIP):
        begun = place == TOWNSHIP_ONE
        _add_round(
            finds, place, half_year, finds.actor(Role.CIVIL_AFFAIRS, place) if begun else None, households=120
        )


def _add_quarter(finds: Finds, place: str, period: Period, *, closed: bool) -> None:
    households = 24 + len(finds.ledger.rows["screening_round"]) % 9
    begun = closed or place != UNOPENED_VILLAGE
    row = _add_round(
        finds, place, period, finds.cadre(place) if begun else None, households=households, closed=closed
    )
    if not begun:
        return
    asked = households if closed else households * finds.rng.randrange(4, 8) // 10
    seen = sum(_add_household(finds, place, row, number) for number in range(1, asked + 1))
    if closed:
        row |= {
            "closed_households": asked,
            "closed_seen": seen,
            "remark": "没见到的人在外务工，已电话问过家人",
        }


def _add_round(
    finds: Finds, place: str, period: Period, opener: Actor | None, *, households: int, closed: bool = False
) -> Row:
    ledger, unit = finds.ledger, finds.units[place]
    village = unit["kind"] == UnitKind.VILLAGE
    opened_at = ledger.at(min(period.starts_on, finds.today - timedelta(days=1)), 8) if opener else None
    closed_at = ledger.at(period.ends_on, 16) if closed else None
    row = ledger.add(
        "screening_round", unit_id=unit["id"], span=period.span.value, starts_on=period.starts_on,
        ends_on=period.ends_on, area=("全村" if village else "全镇") if opener else None,
        households=households if opener else None, persons=households * 3 if opener else None,
        opened_at=opened_at, opened_by_id=opener.account_id if opener else None, closed_at=closed_at,
        closed_by_id=opener.account_id if opener and closed else None, closed_households=None, closed_seen=None,
        remark=None,
    )  # fmt: skip
    role = Role.VILLAGE_CADRE if village else Role.CIVIL_AFFAIRS
    record = ("screening_round", row["id"])
    finds.owe(
        DueKind.SCREENING, unit["id"], role, period.ends_on, record, ledger.at(period.starts_on, 0),
        (*record, closed_at) if closed_at else None,
    )  # fmt: skip
    return row


def _add_household(finds: Finds, place: str, row: Row, number: int) -> int:
    """One household; how many were seen."""
    persons = finds.rng.randrange(1, 6)
    outcome = finds.rng.choice(OUTCOMES)
    seen = 0 if outcome == "nobody" else finds.rng.randrange(1, persons + 1)
    last = min(row["ends_on"], finds.today - timedelta(days=1))
    day = min(row["starts_on"] + timedelta(days=1 + number // 2), last)
    finds.ledger.add(
        "household_entry", round_id=row["id"], label=f"{1 + number % 6}组{number}号", persons=persons, seen=seen,
        outcome=outcome, lead_id=None, entered_by_id=finds.cadre(place).account_id,
        entered_at=finds.ledger.at(day, 10), superseded_at=None, corrects_id=None,
    )  # fmt: skip
    return seen
