"""Where a letter stands, read from its rows: from draft to renewed or ended; and the term it may have."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
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
    """Signed, its copy kept, its term to come."""
    IN_FORCE = "in_force"
    """Signed, its term running."""
    EXPIRING = "expiring"
    """In force, and its end announced."""
    EXPIRED = "expired"
    """Signed, its term over, and none that goes on from it."""
    RENEWED = "renewed"
    """Another signed letter goes on from it."""
    ENDED = "ended"
    """Signed, and ended before its term was over."""
    VOID = "void"
    """Ended before anybody signed it."""

    @property
    def label(self) -> str:
        """The words on screen."""
        return _LABELS[self]


_LABELS = {
    LetterState.DRAFT: "待打印",
    LetterState.PRINTED: "待签字",
    LetterState.SIGNED: "已签字，未到期限",
    LetterState.IN_FORCE: "生效中",
    LetterState.EXPIRING: "快到期",
    LetterState.EXPIRED: "已到期",
    LetterState.RENEWED: "已续签",
    LetterState.ENDED: "已终止",
    LetterState.VOID: "已作废",
}
TO_SIGN = frozenset({LetterState.DRAFT, LetterState.PRINTED})
HOLDING = frozenset({LetterState.SIGNED, LetterState.IN_FORCE, LetterState.EXPIRING})
OVER = frozenset({LetterState.EXPIRED, LetterState.RENEWED, LetterState.ENDED, LetterState.VOID})


@dataclass(frozen=True)
class LetterRecord:
    """What the rows say of one letter. `renewed`: a signed letter names it as the one it goes on from."""

    printed: bool
    signed_on: date | None
    ended_on: date | None
    term_from: date
    term_until: date
    renewed: bool = False


def state_of(letter: LetterRecord, *, today: date, announced: date) -> LetterState:
    """The state on a day; `announced`: the last end of a term that is announced that day."""
    if letter.ended_on is not None:
        return LetterState.VOID if letter.signed_on is None else LetterState.ENDED
    if letter.signed_on is None:
        return LetterState.PRINTED if letter.printed else LetterState.DRAFT
    return _state_of_signed(letter, today, announced)


def _state_of_signed(letter: LetterRecord, today: date, announced: date) -> LetterState:
    if letter.renewed:
        return LetterState.RENEWED
    if today > letter.term_until:
        return LetterState.EXPIRED
    if today < letter.term_from:
        return LetterState.SIGNED
    return LetterState.EXPIRING if letter.term_until <= announced else LetterState.IN_FORCE


def renewal_start(term_until: date, today: date) -> date:
    """The first day of a letter that goes on from another: the day after its end, today where that is past."""
    return max(term_until + timedelta(days=1), today)


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
