"""Where a letter stands, read from its rows: issued, printed, signed, ended. And which term it may have."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from enum import StrEnum

from mhapp.domain.errors import RuleBroken
from mhapp.domain.patient_status import PatientStatus

LONGEST_TERM_YEARS = 5
FURTHEST_START = timedelta(days=366)
WITHOUT_GUARDIAN_LETTER = frozenset({PatientStatus.MOVED, PatientStatus.DEAD, PatientStatus.EXITED})
"""Nothing is agreed any more for who moved away, died or left the list."""


class LetterState(StrEnum):
    """The state of one letter on a day."""

    DRAFT = "draft"
    """Issued, not yet on paper."""
    PRINTED = "printed"
    """On paper, not yet back with signatures."""
    SIGNED = "signed"
    """Signed, its copy kept, its term running or to come."""
    EXPIRED = "expired"
    """Signed, its term over."""
    ENDED = "ended"
    """Replaced by another letter before its term was over."""

    @property
    def label(self) -> str:
        """The words on screen."""
        return _LABELS[self]


_LABELS = {
    LetterState.DRAFT: "待打印",
    LetterState.PRINTED: "待签字",
    LetterState.SIGNED: "已签字",
    LetterState.EXPIRED: "已到期",
    LetterState.ENDED: "已作废",
}


def state_of(
    *, printed: bool, signed_on: date | None, ended_on: date | None, term_until: date, today: date
) -> LetterState:
    """The state the rows of a letter amount to."""
    if ended_on is not None:
        return LetterState.ENDED
    if signed_on is not None:
        return LetterState.SIGNED if today <= term_until else LetterState.EXPIRED
    return LetterState.PRINTED if printed else LetterState.DRAFT


def usual_end(starts_on: date, months: int) -> date:
    """The last day of a term: the day before the same day `months` later; a month without it ends the term early."""
    year, month = divmod(starts_on.year * 12 + starts_on.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(starts_on.day, last)) - timedelta(days=1 if starts_on.day <= last else 0)


def check_term(starts_on: date, ends_on: date, today: date) -> None:
    """Raise RuleBroken for a term that ends before it begins, or lies where nobody meant it to."""
    if abs(starts_on - today) > FURTHEST_START:
        raise RuleBroken("起始日期离今天超过一年，请核对年份", "starts_on")
    if ends_on <= starts_on:
        raise RuleBroken("截止日期请填写起始日期以后的一天", "ends_on")
    if ends_on < today:
        raise RuleBroken("截止日期已经过去，请填写今天以后的日期", "ends_on")
    if ends_on > starts_on.replace(year=starts_on.year + LONGEST_TERM_YEARS, day=min(starts_on.day, 28)):
        raise RuleBroken(f"期限请不要超过{LONGEST_TERM_YEARS}年", "ends_on")


def check_status(status: PatientStatus) -> None:
    """Raise RuleBroken where no letter is needed any more."""
    if status in WITHOUT_GUARDIAN_LETTER:
        raise RuleBroken(f"患者的状态是“{status.label}”，不再签责任书")


def check_signing(*, signed_on: date, issued_on: date, today: date) -> None:
    """Raise RuleBroken for a day of signing before the letter was made, or in the future."""
    if signed_on < issued_on:
        raise RuleBroken("签字日期早于出具日期，请核对", "signed_on")
    if signed_on > today:
        raise RuleBroken("签字日期请填写今天或者以前的日期", "signed_on")
