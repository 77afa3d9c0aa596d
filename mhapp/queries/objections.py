"""Objections: those of a person, those that wait for an answer, those an office answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.disclosure import Seen
from mhapp.domain.objection import About, LodgedFor, Outcome
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    Account,
    Objection,
    Patient,
    Responsibility,
    Unit,
)
from mhapp.queries.due_subjects import owner_of
from mhapp.queries.merged_records import of_person, records_of
from mhapp.queries.paging import Paged, read_page
from mhapp.queries.scope import in_residence, in_scope

PAGE_SIZE = 30


@dataclass(frozen=True)
class ObjectionShown:
    """One objection as a page draws it. Fields of disclosure.FIELDS["objection"]."""

    public_id: str
    number: str
    patient_id: str
    name: str
    village_name: str
    about: About
    record_words: str
    lodged_for: LodgedFor
    lodger_name: str | None
    lodged_on: date
    words: str
    entered_by: str
    answered_by_office: str
    due_on: date
    outcome: Outcome | None
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


def objections_seen_by(viewer: Viewer) -> Select[Objection]:
    """Objections about people in the viewer's scope."""
    return (
        select(Objection)
        .select_from(Objection)
        .join(Patient, of_person(Objection.patient_id))
        .where(in_scope(viewer))
    )


def objections_of(viewer: Viewer, patient: Patient) -> list[Seen]:
    """A person's, newest first; the person already loaded through the viewer's scope."""
    return _shown(viewer, Objection.patient_id.in_(records_of(patient.id)))


def waiting_for(viewer: Viewer, *, page: int) -> Paged[Seen]:
    """Those the viewer's office answers and has not answered, the earliest due first."""
    waiting = _rows(viewer, *_own(viewer), Objection.outcome.is_(None))
    return _page(viewer, waiting.order_by(Objection.due_on, Objection.id), page)


def answered_by_office(viewer: Viewer, *, page: int) -> Paged[Seen]:
    """Those the viewer's office answered, newest first."""
    answered = _rows(viewer, *_own(viewer), Objection.outcome.is_not(None))
    return _page(viewer, answered.order_by(Objection.id.desc()), page)


def details_of(viewer: Viewer, objection: Objection) -> Seen:
    """One already loaded through the viewer's scope."""
    return _shown(viewer, Objection.id == objection.id)[0]


def _own(viewer: Viewer) -> tuple[Any, ...]:
    return (Objection.unit_id == viewer.unit_id, Objection.answering_role == viewer.role.value)


def _page(viewer: Viewer, query: Select[Any], page: int) -> Paged[Seen]:
    found = read_page(query, page=page, size=PAGE_SIZE)
    return found.each(lambda row: Seen("objection", _one(*row), viewer.role))


def _shown(viewer: Viewer, *conditions: Any) -> list[Seen]:
    found = db.session.execute(_rows(viewer, *conditions).order_by(Objection.id.desc()))
    return [Seen("objection", _one(*row), viewer.role) for row in found]


def _rows(viewer: Viewer, *conditions: Any) -> Any:
    entered, answered, office = aliased(Account), aliased(Account), aliased(Unit)
    return (
        select(Objection, Patient, Unit.name, office.name, entered.name, answered.name)
        .select_from(Objection)
        .join(Patient, of_person(Objection.patient_id))
        .join(Responsibility, in_residence())
        .join(Unit, Unit.id == Responsibility.unit_id)
        .join(office, office.id == Objection.unit_id)
        .join(entered, entered.id == Objection.entered_by_id)
        .outerjoin(answered, answered.id == Objection.answered_by_id)
        .where(in_scope(viewer), *conditions)
    )


def _one(
    row: Objection, patient: Patient, village: str, office: str, entered_by: str, answered_by: str | None
) -> ObjectionShown:
    about = About(row.about)
    return ObjectionShown(
        row.public_id, row.number, patient.public_id, patient.name, village, about, row.record_words,
        LodgedFor(row.lodged_for), row.lodger_name, row.lodged_on, row.words,
        f"{Role(row.entered_role).label} {entered_by}",
        owner_of(office, Role(row.answering_role)),
        row.due_on, Outcome(row.outcome) if row.outcome else None, row.answer, answered_by, row.answered_at,
    )  # fmt: skip
