"""Objections: lodged for a patient or guardian, answered by an office outside the chain. No answer changes a level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.objection import About, LodgedFor, Outcome, answering_role, check_answer, check_may_answer
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Objection, Patient
from mhapp.queries.objection_subjects import Subject, chain_of
from mhapp.queries.policies import calendar_of, clocks_of
from mhapp.queries.responsibilities import units_of
from mhapp.services import audit_chain, dues
from mhapp.services.numbers import next_number

SERIES = "objection"
FEWEST_LETTERS = 5


@dataclass(frozen=True)
class Lodged:
    """What somebody objects to, in whose name, since when the office has it, in their own words."""

    subject: Subject
    lodged_for: LodgedFor
    lodger_name: str
    lodged_on: date
    words: str


def lodge(patient: Patient, said: Lodged, *, by: Viewer, at: datetime) -> Objection:
    """Lodge an objection and put its answer on the list of the office that answers.

    Raises RuleBroken for a day to come or before the record, for a guardian without a name, for words that say
    nothing, and while one about the same record waits for its answer.
    """
    _check(patient, said, beijing_date(at))
    units = units_of(patient.id)
    role = answering_role(said.subject.about, said.subject.made_by)
    unit = units.county if role is Role.COUNTY_OFFICE else units.township
    clocks, calendar = clocks_of(unit.path, said.lodged_on), calendar_of(unit.path, said.lodged_on)
    objection = Objection(
        number=_number(units.township.id, units.township.short_name, beijing_date(at).year),
        patient_id=patient.id,
        about=said.subject.about.value,
        record_id=said.subject.record_id,
        record_words=said.subject.words[:100],
        lodged_for=said.lodged_for.value,
        lodger_name=said.lodger_name.strip() or None,
        lodged_on=said.lodged_on,
        words=said.words.strip(),
        entered_by_id=by.account_id,
        entered_role=by.role.value,
        entered_at=at,
        unit_id=unit.id,
        answering_role=role.value,
        due_on=clocks.working_due("objection", said.lodged_on, calendar).day,
    )
    db.session.add(objection)
    db.session.flush()
    dues.open_due(
        DueKind.OBJECTION,
        patient_id=patient.id,
        unit_id=unit.id,
        role=role,
        started_by=("objection", objection.id),
        due_on=objection.due_on,
        at=at,
    )
    audit_chain.record("objection:lodge", at=at, by=by, kind="patient", subject=patient.public_id)
    return objection


def answer(
    objection: Objection, patient: Patient, outcome: Outcome, words: str, *, by: Viewer, at: datetime
) -> None:
    """Answer it, once, by somebody of the answering office who took no part. The level stays as it is.

    Raises RuleBroken for who may not answer, an answer without reasons, or one that is answered already.
    """
    if objection.outcome is not None:
        raise RuleBroken("这件异议已经答复了")
    if (by.role.value, by.unit_id) != (objection.answering_role, objection.unit_id):
        raise RuleBroken("这件异议由别的单位答复")
    check_may_answer(by.account_id, chain_of(About(objection.about), objection.record_id))
    check_answer(words)
    objection.outcome, objection.answer = outcome.value, words.strip()
    objection.answered_by_id, objection.answered_at = by.account_id, at
    record = ("objection", objection.id)
    dues.close_dues(patient.id, {DueKind.OBJECTION}, closed_by=record, started_by=record, at=at)
    audit_chain.record(
        "objection:answer", at=at, by=by, kind="patient", subject=patient.public_id, detail=outcome.value
    )


def _check(patient: Patient, said: Lodged, today: date) -> None:
    if said.lodged_on > today:
        raise RuleBroken("收到日期请填写今天或者以前的日期", "lodged_on")
    if said.lodged_on < said.subject.on:
        raise RuleBroken("收到日期早于所说的记录，请核对", "lodged_on")
    if said.lodged_for is LodgedFor.GUARDIAN and not said.lodger_name.strip():
        raise RuleBroken("请填写监护人的姓名", "lodger_name")
    if len(said.words.strip()) < FEWEST_LETTERS:
        raise RuleBroken("请把不同意什么、为什么写清楚", "words")
    waiting = select(Objection.id).where(
        Objection.patient_id == patient.id,
        Objection.about == said.subject.about.value,
        Objection.record_id == said.subject.record_id,
        Objection.outcome.is_(None),
    )
    if db.session.scalar(waiting.limit(1)) is not None:
        raise RuleBroken("对这件事已经有一件异议在等答复", "subject")


def _number(unit_id: int, short_name: str, year: int) -> str:
    """石盘异〔2026〕0003号, gapless per township and year."""
    return f"{short_name}异〔{year}〕{next_number(unit_id, SERIES, year):04d}号"
