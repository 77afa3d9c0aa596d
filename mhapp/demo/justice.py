"""Why some of the invented people are marked for the justice office."""

from __future__ import annotations

from datetime import date, timedelta

from mhapp.demo.ledger import Ledger
from mhapp.demo.offices import Actor
from mhapp.demo.staff import COUNTY
from mhapp.domain.roles import Role

GROUNDS = (
    ("correction", "社区矫正决定书，司法所来函请求协助"),
    ("released", "刑满释放衔接通知，安置帮教期内"),
)


def add_justice_marks(ledger: Ledger, actors: dict[str, list[Actor]], today: date) -> None:
    """One mark for everybody who is marked, by the county's office."""
    county = actors[f"{Role.COUNTY_OFFICE}@{COUNTY}"][0]
    marked = [row for row in ledger.rows["patient"] if row["marked_for_justice"]]
    for number, patient in enumerate(marked):
        ground, reason = GROUNDS[number % len(GROUNDS)]
        day = max(patient["confirmed_on"], today - timedelta(days=40 + number % 100))
        ledger.add(
            "justice_mark", patient_id=patient["id"], ground=ground, reason=reason, marked_on=day,
            marked_by_id=county.account_id, marked_role=Role.COUNTY_OFFICE.value, marked_at=ledger.at(day, 10),
        )  # fmt: skip
