"""The status of a person (domain §1): each is dated with its source, and the clocks follow it."""

from __future__ import annotations

from enum import StrEnum


class PatientStatus(StrEnum):
    """Where a person is, which decides what is due."""

    COMMUNITY = "community"
    """At home: every clock runs."""
    HOSPITAL = "hospital"
    """In hospital: no visits."""
    AWAY = "away"
    """Living elsewhere for a while: a call a month."""
    CUSTODY = "custody"
    """In custody: no visits."""
    LOST = "lost"
    """Not to be found: a search."""
    MOVED = "moved"
    """Moved away: no visits."""
    DEAD = "dead"
    """Every clock stops."""
    EXITED = "exited"
    """Taken off the list; follow-up goes on with the clinic."""

    @property
    def label(self) -> str:
        """The word on screen and paper."""
        return _LABELS[self]

    @property
    def is_visited(self) -> bool:
        """Whether visits by level are due in this status."""
        return self is PatientStatus.COMMUNITY


_LABELS = {
    PatientStatus.COMMUNITY: "在社区",
    PatientStatus.HOSPITAL: "住院",
    PatientStatus.AWAY: "外出",
    PatientStatus.CUSTODY: "羁押",
    PatientStatus.LOST: "失访",
    PatientStatus.MOVED: "迁出",
    PatientStatus.DEAD: "死亡",
    PatientStatus.EXITED: "已出库",
}
