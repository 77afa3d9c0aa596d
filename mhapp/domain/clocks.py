"""Clocks (期限): when something is owed. A due is a date, met until 24:00 Beijing time; the day of the event
does not count, calendar days do not move for holidays, a month’s end without that day is its last day (§5).

The numbers are the county's data: `ClockTable`. The visit's own clock stands in `visit_clock`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.working_days import WorkingDays, WorkingDue


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or that month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


REFUSED_VISIT_MONTHS = 6
"""At least every half year [N]."""


@dataclass(frozen=True)
class ClockTable:
    """All limits of domain §5 that this product keeps, as the county has set them.

    `visit`, `visit_sensitive`: level → days. `review_months`: level → months. `days`, `working_days`, `counts`:
    the named limits of `mhapp/data/clocks.toml`.
    """

    edition: str
    visit: Mapping[RiskLevel, int]
    visit_sensitive: Mapping[RiskLevel, int]
    ungraded_as: RiskLevel
    review_months: Mapping[RiskLevel, int]
    days: Mapping[str, int]
    working_days: Mapping[str, int]
    counts: Mapping[str, int]
    receivers: Mapping[str, tuple[Role, ...]]
    """What happened → who is told at once."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ClockTable:
        """Read the shape of `clocks.toml`. Raises KeyError where a level or a table is missing."""
        return cls(
            edition=str(data["edition"]),
            visit=_by_level(data["visit"]),
            visit_sensitive=_by_level(data["visit_sensitive"]),
            ungraded_as=RiskLevel(data["visit"]["ungraded_as"]),
            review_months=_by_level(data["review_months"]),
            days=dict(data["days"]),
            working_days=dict(data["working_days"]),
            counts=dict(data["counts"]),
            receivers={what: tuple(map(Role, roles)) for what, roles in data["receivers"].items()},
        )

    def visit_interval(self, level: RiskLevel | None, *, sensitive: bool = False) -> int:
        """Days between visits at this level; a person not determined yet is visited as `ungraded_as` [A]."""
        table = self.visit_sensitive if sensitive else self.visit
        return table[level or self.ungraded_as]

    def review_by(self, level: RiskLevel, determined_on: date) -> date:
        """The review-by date of a level determined that day (R6) [A]."""
        return months_after(determined_on, self.review_months[level])

    def first_determination_due(self, confirmed_on: date) -> date:
        """By when a confirmed person has a level [A]."""
        return confirmed_on + timedelta(days=self.days["first_determination"])

    def missed_retry_due(self, attempted_on: date) -> date:
        """By when a visit that met nobody is tried again [N]."""
        return attempted_on + timedelta(days=self.days["missed_retry"])

    def is_lost_contact(self, missed_in_a_row: int) -> bool:
        """Whether so many attempts in a row are reported as lost contact: the third is [N]."""
        return missed_in_a_row >= self.counts["missed_in_a_row"]

    def away_call_due(self, last_contact_on: date) -> date:
        """The next call to somebody living elsewhere: a month from the last call or visit."""
        return months_after(last_contact_on, self.counts["away_call_months"])

    def joint_visit_due(self, last: date) -> date:
        """The next joint visit to a green person who refused consent [N]; tables older than this rule say nothing."""
        return months_after(last, self.counts.get("refused_visit_months", REFUSED_VISIT_MONTHS))

    def medicine_due(self, seen_on: date, days_left: int) -> date | None:
        """The day a low supply ends, by which more is owed; None while there is enough [A]."""
        if days_left > self.days["medicine_low"]:
            return None
        return seen_on + timedelta(days=days_left)

    def letter_renewal_opens(self, expires_on: date) -> date:
        """The day a letter's coming expiry is announced; the new letter is due on `expires_on` [A]."""
        return expires_on - timedelta(days=self.days["letter_ahead"])

    def letters_announced(self, today: date) -> date:
        """The last expiry that is announced today."""
        return today + timedelta(days=self.days["letter_ahead"])

    def working_due(self, clock: str, started_on: date, calendar: WorkingDays) -> WorkingDue:
        """The due of a clock that runs in working days: `audit`, `determine`, `file`, `reassessment` …"""
        return calendar.add(started_on, self.working_days[clock])


def _by_level(data: Mapping[str, Any]) -> dict[RiskLevel, int]:
    return {level: int(data[level.value]) for level in RiskLevel}
