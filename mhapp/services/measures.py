"""Measures of a person: made, done or dropped with words; while open they are somebody's due (domain §8)."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.measure import SHORTEST_WORDS, MeasureRules, NewMeasure, check_measure, refuse_restriction
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.roles import UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Measure, Patient
from mhapp.queries.responsibilities import units_of
from mhapp.services import audit_chain, dues

_DATA = Path(__file__).resolve().parent.parent / "data"


@cache
def measure_rules() -> MeasureRules:
    """Kinds and refused words as shipped."""
    return MeasureRules.from_dict(tomllib.loads((_DATA / "measures.toml").read_text(encoding="utf-8")))


def add_measure(patient: Patient, asked: NewMeasure, *, by: Viewer, at: datetime) -> Measure:
    """Plan one measure; it falls due for whose work it is. Raises RuleBroken at the field that mends it."""
    if PatientStatus(patient.status).is_over:
        raise RuleBroken("患者已登记去世，不再制定措施")
    check_measure(asked, measure_rules(), today=beijing_date(at))
    units = units_of(patient.id)
    unit = units.village if asked.doer.unit_kind is UnitKind.VILLAGE else units.township
    measure = Measure(
        patient_id=patient.id,
        kind=asked.kind,
        problem=asked.problem.strip(),
        measure=asked.measure.strip(),
        owed_by_unit_id=unit.id,
        owed_by_role=asked.doer.value,
        who=asked.who.strip(),
        until=asked.until,
        made_by_id=by.account_id,
        made_role=by.role.value,
        made_at=at,
        state="open",
    )
    db.session.add(measure)
    db.session.flush()
    dues.open_due(
        DueKind.MEASURE,
        patient_id=patient.id,
        unit_id=unit.id,
        role=asked.doer,
        started_by=("measure", measure.id),
        due_on=asked.until,
        at=at,
    )
    audit_chain.record("measure:add", at=at, by=by, kind="patient", subject=patient.public_id)
    return measure


def end_measure(
    measure: Measure, *, done: bool, ended_on: date, words: str, by: Viewer, at: datetime
) -> None:
    """Record what came of a measure, or why it is no longer needed."""
    if measure.state != "open":
        raise RuleBroken("这条措施已经办结")
    if not beijing_date(measure.made_at) <= ended_on <= beijing_date(at):
        raise RuleBroken("日期应在制定那天到今天之间", "ended_on")
    if len(words.strip()) < SHORTEST_WORDS:
        raise RuleBroken(
            f"请写明{'落实情况' if done else '为什么不再需要'}，至少{SHORTEST_WORDS}个字", "words"
        )
    refuse_restriction(words, measure_rules(), "words")
    _end(measure, "done" if done else "dropped", ended_on, words.strip(), by=by, at=at)
    patient = db.session.get_one(Patient, measure.patient_id)
    act = "measure:done" if done else "measure:drop"
    audit_chain.record(act, at=at, by=by, kind="patient", subject=patient.public_id)


def drop_measures_of(patient: Patient, reason: str, *, by: Viewer, at: datetime) -> None:
    """Nothing is to be done for this person any more: what is still open ends with the reason."""
    for measure in db.session.scalars(
        select(Measure).where(Measure.patient_id == patient.id, Measure.state == "open")
    ):
        _end(measure, "dropped", beijing_date(at), reason, by=by, at=at)


def _end(measure: Measure, state: str, ended_on: date, words: str, *, by: Viewer, at: datetime) -> None:
    measure.state, measure.ended_on, measure.ended_words = state, ended_on, words
    measure.ended_by_id, measure.ended_at = by.account_id, at
    this = ("measure", measure.id)
    dues.close_dues(measure.patient_id, {DueKind.MEASURE}, closed_by=this, started_by=this, at=at)
