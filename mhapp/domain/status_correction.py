"""Taking back a status that was recorded by mistake: what stood before it holds again, as if it had never been said.

The history is replayed: a row that was taken back, the row that took it back, and notes of a search changed nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mhapp.domain.errors import RuleBroken
from mhapp.domain.patient_status import CORRECTORS, SETTERS, PatientStatus
from mhapp.domain.roles import Role

SHORTEST_REASON = 5
"""Characters of how it is known that a record was wrong."""


@dataclass(frozen=True)
class Recorded:
    """One row of a person's history of statuses. `before_since` and `before_source`: of the status it ended, where
    the row says so."""

    key: int
    before: PatientStatus
    status: PatientStatus
    since: date
    source: str | None
    before_since: date | None = None
    before_source: str | None = None
    corrects: int | None = None


@dataclass(frozen=True)
class Standing:
    """A status with its first day and from whom it is known."""

    status: PatientStatus
    since: date
    source: str | None


@dataclass(frozen=True)
class Mistake:
    """The record the present status rests on, and what stood before it."""

    record: Recorded
    restores: Standing


def last_record(history: Sequence[Recorded], *, known_since: date) -> Mistake | None:
    """What could be taken back of a history in the order it was written; `known_since`: where nothing else is known
    of what stood before. None where nothing was recorded, and where what stood before was a death taken back."""
    taken_back = {row.corrects for row in history}
    standing = [
        row
        for row in history
        if row.corrects is None and row.key not in taken_back and row.before is not row.status
    ]
    if not standing or standing[-1].before is PatientStatus.DEAD:
        return None
    last, earlier = standing[-1], standing[-2] if len(standing) > 1 else None
    since, source = last.before_since, last.before_source
    if since is None and earlier is not None and earlier.status is last.before:
        since, source = earlier.since, earlier.source
    return Mistake(last, Standing(last.before, since or known_since, source))


def may_correct(role: Role, status: PatientStatus, *, own: bool, determined: bool) -> bool:
    """Whether somebody may take back the record this status rests on [A].

    Civil affairs may, and who wrote it (`own`) but of a death; what was determined is no mistake of a record, but a
    death that is none.
    """
    if status is PatientStatus.DEAD:
        return role in CORRECTORS
    if determined or status is PatientStatus.EXITED:
        return False
    return role in CORRECTORS or (own and role in SETTERS[status])


def check_reason(reason: str) -> None:
    """Raises RuleBroken where nobody would understand later why the record was taken back."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise RuleBroken(f"请写明怎么知道登记错了，至少{SHORTEST_REASON}个字", "words")
