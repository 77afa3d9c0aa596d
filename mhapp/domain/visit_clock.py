"""The clock of the visit by level (随访探视): when the responsible cadre next owes a face-to-face visit (domain §5).

It starts on the later of the last face-to-face visit and the day the status began; a person never visited
starts at confirmation. It runs by the level in force and, while a rise is open, by the proposed level if that
is shorter (R8) [A]; never by a suggestion.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from mhapp.domain.clocks import ClockTable
from mhapp.domain.risk_level import RiskLevel


@dataclass(frozen=True)
class OpenRise:
    """A proposal to a higher level that nobody has determined yet, and the day it was made."""

    to: RiskLevel
    since: date


@dataclass(frozen=True)
class SensitivePeriod:
    """A sensitive period (敏感时段) the county has set, both days included."""

    first: date
    last: date


@dataclass(frozen=True)
class VisitFacts:
    """What the visit's clock asks about a person living in the community.

    `last_face_to_face`: the last visit at which the patient was seen, not by telephone; None if there is none.
    """

    level: RiskLevel | None
    confirmed_on: date
    status_since: date
    last_face_to_face: date | None = None
    open_rise: OpenRise | None = None
    consent_refused: bool = False

    @property
    def start(self) -> date:
        """The day the clock runs from."""
        return max(self.last_face_to_face or self.confirmed_on, self.status_since)


def is_face_to_face(manner: str, seen: Collection[str]) -> bool:
    """Whether a visit counts for the clock and for two falls: not by telephone, and the patient was seen [A]."""
    return manner != "phone" and "patient" in seen


def visit_due(facts: VisitFacts, clocks: ClockTable, periods: Iterable[SensitivePeriod] = ()) -> date:
    """The date by which the next visit is owed."""
    due = facts.start + timedelta(days=clocks.visit_interval(facts.level))
    if facts.consent_refused and facts.level is RiskLevel.GREEN:
        due = clocks.joint_visit_due(facts.start)
    if facts.open_rise is not None:
        due = min(due, _due_while_rise_is_open(facts.start, facts.open_rise, clocks))
    return min([due, *(_due_in(period, facts, due, clocks) for period in periods)])


def visit_due_after_rise(old_due: date, risen_on: date, level: RiskLevel, clocks: ClockTable) -> date:
    """The due after a level has risen: the old date, or that day and the new interval if that is earlier."""
    return min(old_due, risen_on + timedelta(days=clocks.visit_interval(level)))


def _due_while_rise_is_open(start: date, rise: OpenRise, clocks: ClockTable) -> date:
    # Nobody is late for a visit that nothing asked for until the rise was proposed.
    return max(start + timedelta(days=clocks.visit_interval(rise.to)), rise.since)


def _due_in(period: SensitivePeriod, facts: VisitFacts, ordinary: date, clocks: ClockTable) -> date:
    """The due a sensitive period asks for, never later than the ordinary one."""
    levels = [facts.level] + ([facts.open_rise.to] if facts.open_rise else [])
    short = timedelta(days=min(clocks.visit_interval(level, sensitive=True) for level in levels))
    due = facts.start + short
    if due > period.last:
        return ordinary
    if due < period.first:
        due = period.first + short
    return min(due, ordinary)
