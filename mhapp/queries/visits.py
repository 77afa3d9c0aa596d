"""Reading visits: their order, misses in a row, and the last answers as hints for the next form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select

from mhapp import db
from mhapp.domain.disclosure import Seen
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Due, Patient, Visit
from mhapp.queries.scope import in_scope


def visits_seen_by(viewer: Viewer) -> Select[Any]:
    """Every visit to a person in the viewer's scope, unordered."""
    return select(Visit).join(Patient, Patient.id == Visit.patient_id).where(in_scope(viewer))


def missed_in_a_row(patient_id: int, *, but: int) -> int:
    """How many attempts stand since somebody was last met, `but` (a visit's id) left out."""
    attempts = db.session.scalars(
        select(Visit.is_attempt)
        .where(Visit.patient_id == patient_id, Visit.superseded_at.is_(None), Visit.id != but)
        .order_by(Visit.visit_date.desc(), Visit.id.desc())
        .limit(20)
    ).all()
    return next((count for count, attempt in enumerate(attempts) if not attempt), len(attempts))


@dataclass(frozen=True)
class LastAnswers:
    """The answers of the last scored visit, for the grey line under each question, and which visit it was."""

    visit_date: date
    labels: dict[str, str]
    """{item code: the answers in words}"""
    visit_id: str
    """The visit's public id."""
    entered_at: datetime


def last_answers(patient_id: int) -> LastAnswers | None:
    """What was answered last time; None before the first scored visit."""
    row = db.session.execute(
        select(Visit.visit_date, Visit.score_record, Visit.public_id, Visit.entered_at)
        .where(Visit.patient_id == patient_id, Visit.superseded_at.is_(None), Visit.is_attempt.is_(False))
        .order_by(Visit.visit_date.desc(), Visit.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None or row.score_record is None:
        return None
    labels = {part["code"]: "、".join(part["answered"]) for part in row.score_record["parts"]}
    return LastAnswers(row.visit_date, labels, row.public_id, row.entered_at)


def author_name(visit: Visit) -> str:
    """Who filled in the visit."""
    return db.session.get_one(Account, visit.author_id).name


def successor_of(visit: Visit) -> str | None:
    """The public id of the correction that took a visit's place; None where none did."""
    return db.session.scalar(select(Visit.public_id).where(Visit.corrects_id == visit.id))


@dataclass(frozen=True)
class NextPerson:
    """The next person to visit: for 接着做 under a receipt."""

    patient: Seen
    due_on: date


@dataclass(frozen=True)
class _Person:
    public_id: str
    name: str
    level: RiskLevel | None


def next_person(viewer: Viewer, but: int, *, on: date) -> NextPerson | None:
    """Whose visit the village owes next, today or overdue, `but` (a patient's id) left out."""
    row = db.session.execute(
        select(Patient.public_id, Patient.name, Patient.level, Due.due_on)
        .join(Due, Due.patient_id == Patient.id)
        .where(
            in_scope(viewer),
            Due.owed_by_unit_id == viewer.unit_id,
            Due.kind.in_([DueKind.VISIT.value, DueKind.VISIT_RETRY.value]),
            Due.closed_at.is_(None),
            Due.due_on <= on,
            Patient.id != but,
        )
        .order_by(Due.due_on, Due.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    person = _Person(row.public_id, row.name, RiskLevel(row.level) if row.level else None)
    return NextPerson(Seen("patient", person, viewer.role), row.due_on)


def patient_of(visit: Visit) -> Patient:
    """Whom the visit was to."""
    return db.session.get_one(Patient, visit.patient_id)
