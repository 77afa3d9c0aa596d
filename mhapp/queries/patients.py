"""The people list of an office: filtered, counted, fifty a page, in the order of (name, id)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.crypto import blind_index
from mhapp.domain.demographics import age_on
from mhapp.domain.diagnosis import CATEGORY, diagnosis_label
from mhapp.domain.disclosure import Group, Seen, discloses, may_see
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.patient_status import GONE, PatientStatus
from mhapp.domain.registration import name_as_kept
from mhapp.domain.risk_level import UNGRADED
from mhapp.domain.roles import Role, UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Due, LevelDecision, Patient, Unit
from mhapp.queries.scope import below, counted_in_scope, in_scope

PAGE_SIZE = 50
_TOWNSHIP = aliased(Unit)
_LEFT = "left"
_LEVEL_CODE = case(
    (Patient.level.is_not(None), Patient.level), (Patient.status.in_(GONE), _LEFT), else_=UNGRADED
).label("level_code")
"""The level somebody counts under. Who has left has none, and does not wait for a first one either."""
NUMBER = re.compile(r"[\d\s-]{4,}[xXｘＸ]?")
"""What can only be a number, in whatever width it was typed."""


@dataclass(frozen=True)
class Wanted:
    """What a list is filtered by: `text` (name, whole number, last four of a phone), a level's code, a village's id,
    a status' code, and whether something is overdue for the person ("1")."""

    text: str = ""
    level: str = ""
    village: str = ""
    status: str = ""
    overdue: str = ""


@dataclass(frozen=True)
class PatientRow:
    """One row of the list, before disclosure. Fields as in disclosure.FIELDS."""

    public_id: str
    name: str
    sex: str
    age: int | None
    village_name: str
    township_name: str
    group_label: str | None
    status: PatientStatus
    level: str | None
    review_by: date | None
    rating: int | None
    rated_on: date | None
    next_visit_on: date | None
    diagnosis_category: str
    diagnosis: str


@dataclass(frozen=True)
class PeoplePage:
    """One page of the list. `counts`: level code → people, empty where the viewer may not see levels."""

    rows: list[Seen]
    total: int
    page: int
    pages: int
    counts: dict[str, int]


def villages_below(viewer: Viewer) -> list[tuple[str, str]]:
    """(public id, name) of the villages in the viewer's scope, in code order; a county's carry the township's name."""
    found = db.session.execute(
        select(Unit.public_id, Unit.name, _TOWNSHIP.name)
        .join(_TOWNSHIP, _TOWNSHIP.id == Unit.parent_id)
        .where(below(viewer.unit_path), Unit.kind == UnitKind.VILLAGE)
        .order_by(Unit.code)
    ).all()
    many = len({row[2] for row in found}) > 1
    return [(row[0], f"{row[2]}{row[1]}" if many else row[1]) for row in found]


def people_page(viewer: Viewer, wanted: Wanted, *, page: int, on: date) -> PeoplePage:
    """The people a viewer may see and wants, `page` from 1 (a page past the end is the last). Two statements."""
    conditions = wanted_conditions(viewer, wanted, on)
    counted = db.session.execute(
        select(_LEVEL_CODE, func.count()).where(counted_in_scope(viewer), *conditions).group_by(_LEVEL_CODE)
    ).all()
    counts = {row.level_code: row[1] for row in counted}
    by_level = wanted.level and may_see(viewer.role, Group.LEVEL_VALUE)
    total = counts.get(wanted.level, 0) if by_level else sum(counts.values())
    if by_level:
        conditions.append(has_level(wanted.level))
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    rows = [Seen("patient", row, viewer.role) for row in _rows([in_scope(viewer), *conditions], page, on)]
    counts.pop(_LEFT, None)
    shown = counts if may_see(viewer.role, Group.LEVEL_VALUE) else {}
    return PeoplePage(rows, total, page, pages, shown)


def wanted_conditions(viewer: Viewer, wanted: Wanted, on: date) -> list[ColumnElement[bool]]:
    """Conditions on Patient for what is wanted, the level left out: the list counts by it."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.village:
        village = (
            select(Unit.id).where(Unit.public_id == wanted.village, below(viewer.unit_path)).correlate(None)
        )
        conditions.append(Patient.village_id.in_(village))
    if wanted.text:
        conditions.append(_matches(wanted.text, viewer.role))
    if wanted.status:
        conditions.append(Patient.status == wanted.status)
    if wanted.overdue and may_see(viewer.role, Group.LEVEL):
        # By unit, since open dues are indexed by unit and day; somebody's township and county may owe it too.
        county = select(Unit.id).where(below(viewer.county_path)).correlate(None)
        late = select(Due.patient_id).where(
            Due.closed_at.is_(None),
            Due.due_on < on,
            Due.owed_by_unit_id.in_(county),
            Due.patient_id.is_not(None),
        )
        conditions.append(Patient.id.in_(late))
    return conditions


def _matches(text: str, role: Role) -> ColumnElement[bool]:
    """A piece of the name; or by blind index a whole identity number and, for who may know phones, a whole phone or
    its last four digits.
    """
    if NUMBER.fullmatch(text):  # no name: three looks into an index instead of one at everybody
        return or_(*_by_number(text, role))
    pattern = name_as_kept(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    ways: list[ColumnElement[bool]] = [Patient.name.like(f"%{pattern}%", escape="\\")]
    if sum(character.isdigit() for character in text) >= 4:
        ways += _by_number(text, role)
    return or_(*ways)


def _by_number(text: str, role: Role) -> list[ColumnElement[bool]]:
    ways: list[ColumnElement[bool]] = [Patient.identity_index == blind_index("identity", text)]
    if discloses(role, "patient", "phone"):
        ways.append(Patient.phone_index == blind_index("phone", text))
        ways.append(Patient.phone_tail_index == blind_index("phone_tail", text))
    return ways


def has_level(code: str) -> ColumnElement[bool]:
    """A condition on Patient: the level in force, or waiting for the first one."""
    return waits_for_a_level() if code == UNGRADED else Patient.level == code


def counts_under_a_level() -> ColumnElement[bool]:
    """A condition on Patient: has a level, or waits for the first one."""
    return or_(Patient.level.is_not(None), Patient.status.not_in(GONE))


def waits_for_a_level() -> ColumnElement[bool]:
    """A condition on Patient: 待定级. Who died, moved away or was taken off the list waits for none."""
    return and_(Patient.level.is_(None), Patient.status.not_in(GONE))


_ROWS = (
    select(Patient.public_id, Patient.name, Patient.sex, Patient.birth_date, Patient.group_label, Patient.status,
           Patient.level, Patient.diagnosis_code, Unit.name.label("village"), _TOWNSHIP.name.label("township"),
           LevelDecision.review_by, Patient.rating, Patient.rated_on, Due.due_on)
    .select_from(Patient)
    .join(Unit, Unit.id == Patient.village_id)
    .join(_TOWNSHIP, _TOWNSHIP.id == Unit.parent_id)
    .outerjoin(LevelDecision, LevelDecision.id == Patient.level_decision_id)
    .outerjoin(Due, (Due.patient_id == Patient.id) & (Due.kind == DueKind.VISIT.value) & Due.closed_at.is_(None))
    .order_by(Patient.name, Patient.id)
)  # fmt: skip
"""Of everybody; built once."""


def _rows(conditions: list[ColumnElement[bool]], page: int, on: date) -> list[PatientRow]:
    # The page's ids first: what each row needs besides is then looked up for fifty people, not for everybody.
    # Columns, not the record: nothing encrypted is read for a list.
    ids = (
        select(Patient.id)
        .where(*conditions)
        .order_by(Patient.name, Patient.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
        .subquery()
    )
    shown = Patient.id.in_(select(ids))  # joined, SQLite would walk past everybody
    found = db.session.execute(_ROWS.where(shown))
    return [_row(row, on) for row in found]


def _row(row: Any, on: date) -> PatientRow:
    return PatientRow(
        public_id=row.public_id,
        name=row.name,
        sex=row.sex,
        age=age_on(row.birth_date, on),
        village_name=row.village,
        township_name=row.township,
        group_label=row.group_label,
        status=PatientStatus(row.status),
        level=row.level,
        review_by=row.review_by,
        rating=row.rating,
        rated_on=row.rated_on,
        next_visit_on=row.due_on,
        diagnosis_category=CATEGORY,
        diagnosis=diagnosis_label(row.diagnosis_code),
    )
