"""What the stops of one agreement come to: more than one reason may be found, in any order.

Confinement and abuse stop the reward at once (domain §7): a reason that forfeits goes before every other, whenever it
was found. The days end with the earliest day of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mhapp.domain.reward_terms import GONE_WITH_THE_PERSON, StopReason

DEATH = "death"
"""The reason after which every clock stands still (domain §1)."""


@dataclass(frozen=True)
class Stop:
    """One reason found, and the day it stops the reward from. `mistaken`: the status it came with was recorded by
    mistake; it stops the reward all the same, and a new agreement is signed [A]."""

    reason: StopReason
    from_day: date
    mistaken: bool = False


@dataclass(frozen=True)
class Stopped:
    """All stops of one agreement together. `stops`: the one that counts first."""

    stops: tuple[Stop, ...]

    @property
    def counts(self) -> StopReason:
        """The reason that decides whether what is not paid yet is paid."""
        return self.stops[0].reason

    @property
    def forfeits(self) -> bool:
        """Whether what is not paid yet is not paid any more."""
        return self.counts.forfeits

    @property
    def by_death(self) -> bool:
        """Whether the person has died: then nobody is called (domain §1)."""
        return any(one.reason.code == DEATH and not one.mistaken for one in self.stops)

    @property
    def from_day(self) -> date:
        """The first day that no longer counts."""
        return min(one.from_day for one in self.stops)


def stopped_by(stops: Sequence[Stop]) -> Stopped | None:
    """Stops in the order they were recorded, taken together; None for none."""
    if not stops:
        return None
    return Stopped(tuple(sorted(stops, key=lambda one: (not one.reason.forfeits, one.from_day))))


def cuts_days(found: Stop, before: Stopped | None, until_date: date) -> bool:
    """Whether days of a period up to `until_date` no longer count that still did."""
    return found.from_day <= until_date and (before is None or found.from_day < before.from_day)


def reaches_payment(found: Stop, before: Stopped | None, until_date: date) -> bool:
    """Whether a stop holds a payment back that is on its way for a period up to `until_date`.

    What is forfeited, what was reckoned with days that no longer count, and whose person is gone [A].
    """
    reason = found.reason
    return reason.forfeits or reason.code in GONE_WITH_THE_PERSON or cuts_days(found, before, until_date)
