"""Letters that end before their term, with a reason: replaced, their guardian gone, the person dead, away or moved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.dated import day_in_words
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Due, Guardian, Letter, Patient, Unit
from mhapp.queries.policies import clocks_of
from mhapp.queries.responsibilities import units_of
from mhapp.services import audit_chain
from mhapp.services.designations import end_designations_of
from mhapp.services.dues import RecordKey, close_dues, open_due, open_dues_of

REPLACED = "另出新的一份"
DEATH, MOVED_AWAY = "患者去世", "患者迁出"
WITH_A_STATUS = frozenset({DEATH, MOVED_AWAY})
"""Why all letters of a person end with a status."""
DUES = frozenset({DueKind.LETTER_SIGNATURE, DueKind.LETTER_EXPIRY})


def end_letters_of(patient: Patient, reason: str, *, by: Viewer, at: datetime) -> list[Letter]:
    """The person died, left the list or moved away: every letter that stands ends, and nobody asks for a new one
    nor for a guardian.

    `reason` in words (患者死亡). Answers the letters it ended; to end none is no fault.
    """
    close_dues(patient.id, {DueKind.LETTER_NEEDED}, closed_by=("patient", patient.id), at=at)
    end_designations_of(patient, by=by, at=at)
    return _end(_standing(patient.id), reason, by=by, at=at)


def end_by_mistake(patient: Patient, ended_at: datetime, status: str, *, at: datetime) -> bool:
    """The status that ended a person's letters at this moment was recorded by mistake: they say so, and stay ended.

    Answers whether there were any, or a new one was waited for: then the village brings one.
    """
    needed = select(Due.id).where(
        Due.patient_id == patient.id, Due.kind == DueKind.LETTER_NEEDED.value, Due.closed_at == ended_at
    )
    asked = db.session.scalar(needed.limit(1)) is not None
    for letter in _ended_with(patient.id, ended_at):
        letter.ended_reason = f"登记{status}有误而终止，{day_in_words(beijing_date(at))}更正，请重新出具签订"
        asked = True
    db.session.flush()
    return asked


def _ended_with(patient_id: int, ended_at: datetime) -> list[Letter]:
    """Letters that ended on the day of a status, with the words that end all letters of a person."""
    return list(
        db.session.scalars(
            select(Letter).where(
                Letter.patient_id == patient_id,
                Letter.ended_on == beijing_date(ended_at),
                Letter.ended_reason.in_(WITH_A_STATUS),
            )
        )
    )


def end_letters_with(guardian: Guardian, reason: str, *, by: Viewer, at: datetime) -> list[Letter]:
    """This guardian no longer is one: what they agreed, or were to sign, ends. Answers the letters it ended."""
    letters = [letter for letter in _standing(guardian.patient_id) if letter.guardian_id == guardian.id]
    return _end(letters, reason, by=by, at=at)


def end_letters_left_behind(patient: Patient, village: Unit, *, by: Viewer, at: datetime) -> list[Letter]:
    """Another village answers from now on: it is no party to the letters that stand, and they end. Answers them."""
    return _end(_standing(patient.id), f"患者迁往{village.name}", by=by, at=at)


def ask_for_new_letter(patient: Patient, *, started_by: RecordKey, at: datetime) -> None:
    """Other parties: the village brings a letter with who answers for the person now; one such row a person."""
    if open_dues_of(patient.id, {DueKind.LETTER_NEEDED}):
        return
    units, today = units_of(patient.id), beijing_date(at)
    days = clocks_of(units.county.path, today).days["letter_after_change"]
    open_due(
        DueKind.LETTER_NEEDED,
        patient_id=patient.id,
        unit_id=units.village.id,
        role=Role.VILLAGE_CADRE,
        started_by=started_by,
        due_on=today + timedelta(days=days),
        at=at,
    )


def end_letter(letter: Letter, reason: str, *, by: Viewer, at: datetime) -> None:
    """End one letter with a reason. Raises RuleBroken when it has ended, or its term is over anyway."""
    if letter.ended_on is not None:
        raise RuleBroken("这一份已经终止")
    if letter.signed_on is not None and letter.term_until < beijing_date(at):
        raise RuleBroken("这一份已经到期，不用再终止")
    if not reason:
        raise RuleBroken("请写明原因", "reason")
    _end([letter], reason, by=by, at=at)


def end_unsigned(patient_id: int, kind: LetterKind, *, by: Viewer, at: datetime) -> None:
    """A newer letter replaces those of its kind that nobody has signed: two on the table would be one too many."""
    waiting = [
        letter for letter in _standing(patient_id) if letter.kind == kind.value and letter.signed_on is None
    ]
    _end(waiting, REPLACED, by=by, at=at)


def _standing(patient_id: int) -> list[Letter]:
    """Letters nobody has ended."""
    return list(
        db.session.scalars(
            select(Letter)
            .where(Letter.patient_id == patient_id, Letter.ended_on.is_(None))
            .order_by(Letter.id)
        )
    )


def _end(letters: Iterable[Letter], reason: str, *, by: Viewer, at: datetime) -> list[Letter]:
    today, ended = beijing_date(at), []
    for letter in letters:
        if letter.signed_on is not None and letter.term_until < today:
            continue  # it has run its course
        letter.ended_on, letter.ended_reason, letter.ended_by_id = today, reason, by.account_id
        this = ("letter", letter.id)
        close_dues(letter.patient_id, DUES, closed_by=this, at=at, started_by=this)
        audit_chain.record("letter:end", at=at, by=by, kind="letter", subject=letter.public_id)
        ended.append(letter)
    db.session.flush()
    for letter in ended:
        if letter.signed_on is not None and letter.term_from > today and letter.renews_id is not None:
            _fall_back_on(db.session.get_one(Letter, letter.renews_id), at=at)
    return ended


def _fall_back_on(before: Letter, *, at: datetime) -> None:
    """What was to go on from it ended before it began: its own end is civil affairs' again."""
    if before.ended_on is None and before.term_until >= beijing_date(at):
        watch_end(before, at=at)


def watch_end(letter: Letter, *, at: datetime) -> None:
    """The end of a signed letter's term is civil affairs' to see to [A]."""
    open_due(
        DueKind.LETTER_EXPIRY,
        patient_id=letter.patient_id,
        unit_id=units_of(letter.patient_id).township.id,
        role=Role.CIVIL_AFFAIRS,
        started_by=("letter", letter.id),
        due_on=letter.term_until,
        at=at,
    )
