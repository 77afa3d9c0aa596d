"""The roster as it goes out: people of the viewer's scope, column by column, nothing the role may not know.

Read in pieces, so that twenty thousand people take no more memory than a thousand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.disclosure import Group, Seen, discloses, may_see
from mhapp.domain.patient_status import GONE
from mhapp.domain.risk_level import UNGRADED, RiskLevel
from mhapp.domain.viewer import Viewer
from mhapp.domain.workbook_columns import Column, ColumnSet
from mhapp.models import (
    Account,
    CareAssignment,
    DangerRating,
    Guardian,
    LevelDecision,
    Patient,
    Responsibility,
    Unit,
)
from mhapp.queries.decision_papers import with_papers
from mhapp.queries.patients import Wanted, counts_under_a_level, has_level, wanted_conditions
from mhapp.queries.scope import counted_in_scope

AT_ONCE = 1000
_TOWNSHIP, _LISTED, _LISTED_AT = aliased(Unit), aliased(Responsibility), aliased(Unit)


@dataclass(frozen=True)
class RosterGuardian:
    """The first guardian of a person. Fields of disclosure.FIELDS["guardian"]; all None where there is none."""

    name: str | None = None
    relation: str | None = None
    phone: str | None = None
    ability: str | None = None


class RosterPerson:
    """A person as a roster has them, before disclosure. Fields of disclosure.FIELDS["patient"]."""

    def __init__(self, row: Any, rating: Any) -> None:
        self._patient = row.Patient
        self.village_name = row.village
        self.township_name = row.township
        self.diagnosis = row.Patient.diagnosis_code
        self.level = row.Patient.level or (None if row.Patient.status in GONE else UNGRADED)
        decision = row.LevelDecision
        self.level_since = decision.effective_on if decision else None
        self.review_by = decision.review_by if decision else None
        self.paper_authority = row.paper_authority
        self.paper_number = row.paper_number
        self.rating = rating.level if rating else None
        self.rated_on = rating.rated_on if rating else None
        self.registered_at = row.listed_at
        self.responsible_cadre = row.cadre

    def __getattr__(self, field: str) -> Any:
        return getattr(self._patient, field)


def columns_seen_by(viewer: Viewer, columns: ColumnSet) -> list[Column]:
    """The columns a role may know at all."""
    return [c for c in columns.columns if discloses(viewer.role, c.record, c.field)]


def roster_size(viewer: Viewer, wanted: Wanted, *, on: date) -> int:
    """How many people a roster holds. One statement."""
    query = select(func.count()).select_from(Patient).where(*_whom(viewer, wanted, on))
    return db.session.scalar(query) or 0


def roster_lines(
    viewer: Viewer, wanted: Wanted, columns: Sequence[Column], *, on: date
) -> Iterator[dict[str, str]]:
    """Each person's text by column code, by village and name."""
    ids = db.session.scalars(
        select(Patient.id)
        .join(Unit, Unit.id == Patient.village_id)
        .where(*_whom(viewer, wanted, on))
        .order_by(Unit.code, Patient.name, Patient.id)
    ).all()
    for start in range(0, len(ids), AT_ONCE):
        yield from _lines(viewer, ids[start : start + AT_ONCE], columns)
        db.session.expunge_all()


def level_sums(viewer: Viewer, wanted: Wanted, *, on: date) -> list[Any]:
    """(township, village, level, people) of the viewer's scope, in code order; villages without anybody too."""
    people = (
        select(Patient.village_id, Patient.level, func.count().label("people"))
        .where(*_whom(viewer, wanted, on), counts_under_a_level())
        .group_by(Patient.village_id, Patient.level)
        .subquery()
    )
    return list(
        db.session.execute(
            select(
                _TOWNSHIP.name.label("township"), Unit.name.label("village"), people.c.level, people.c.people
            )
            .join(_TOWNSHIP, _TOWNSHIP.id == Unit.parent_id)
            .join(people, people.c.village_id == Unit.id)
            .order_by(Unit.code)
        )
    )


def summary_size(viewer: Viewer, wanted: Wanted, *, on: date) -> int:
    """How many people a four-colour summary counts: who left the list is on no line of it. One statement."""
    return sum(row.people for row in level_sums(viewer, wanted, on=on))


def _whom(viewer: Viewer, wanted: Wanted, on: date) -> list[ColumnElement[bool]]:
    conditions = [counted_in_scope(viewer), *wanted_conditions(viewer, wanted, on)]
    if wanted.level and may_see(viewer.role, Group.LEVEL_VALUE):
        conditions.append(has_level(wanted.level))
    return conditions


def _lines(viewer: Viewer, ids: Sequence[int], columns: Sequence[Column]) -> Iterator[dict[str, str]]:
    ratings, guardians = _ratings(ids), _guardians(ids)
    people = {row.Patient.id: row for row in db.session.execute(_around(ids))}
    for patient_id in ids:
        row = people.get(patient_id)
        if row is None:  # moved away since the roster was begun
            continue
        seen = {
            "patient": Seen("patient", RosterPerson(row, ratings.get(patient_id)), viewer.role),
            "guardian": Seen("guardian", guardians.get(patient_id, RosterGuardian()), viewer.role),
        }
        yield {column.code: _said(column, seen[column.record][column.field]) for column in columns}


def _said(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return column.word_of(str(value)) if column.choices else str(value)


def _around(ids: Sequence[int]) -> Any:
    return with_papers(
        select(Patient, Unit.name.label("village"), _TOWNSHIP.name.label("township"), LevelDecision,
               Account.name.label("cadre"), _LISTED_AT.name.label("listed_at"))
        .join(Unit, Unit.id == Patient.village_id)
        .join(_TOWNSHIP, _TOWNSHIP.id == Unit.parent_id)
        .outerjoin(LevelDecision, LevelDecision.id == Patient.level_decision_id)
        .outerjoin(CareAssignment, (CareAssignment.patient_id == Patient.id) & CareAssignment.until_date.is_(None))
        .outerjoin(Account, Account.id == CareAssignment.account_id)
        .outerjoin(_LISTED, (_LISTED.patient_id == Patient.id) & (_LISTED.kind == "registration")
                   & _LISTED.until_date.is_(None))
        .outerjoin(_LISTED_AT, _LISTED_AT.id == _LISTED.unit_id)
        .where(Patient.id.in_(ids))
    )  # fmt: skip


def _ratings(ids: Sequence[int]) -> dict[int, Any]:
    """The latest danger rating of each."""
    found = db.session.execute(
        select(DangerRating.patient_id, DangerRating.level, DangerRating.rated_on)
        .where(DangerRating.patient_id.in_(ids))
        .order_by(DangerRating.rated_on, DangerRating.id)
    )
    return {row.patient_id: row for row in found}


def _guardians(ids: Sequence[int]) -> dict[int, RosterGuardian]:
    """The first guardian in order of each."""
    found = db.session.execute(
        select(Guardian.patient_id, Guardian.name, Guardian.relation, Guardian.phone, Guardian.ability)
        .where(Guardian.patient_id.in_(ids), Guardian.until_date.is_(None))
        .order_by(Guardian.place_in_order.desc(), Guardian.id.desc())
    )
    return {row.patient_id: RosterGuardian(row.name, row.relation, row.phone, row.ability) for row in found}


LEVEL_ORDER = (*reversed(RiskLevel), None)
"""Red first, not determined last."""
