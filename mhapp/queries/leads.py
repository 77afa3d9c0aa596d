"""Leads as their readers see them: the list of a scope, and one lead with all that was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.demographics import age_on
from mhapp.domain.disclosure import Seen
from mhapp.domain.lead import OPEN, QUESTIONS, Assessed, Ground, LeadSource, LeadState
from mhapp.domain.masking import masked_identity_number, masked_phone
from mhapp.domain.roles import Role, UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Lead, LeadAssessment, LeadNotice, Patient, Unit
from mhapp.queries.due_subjects import owner_of
from mhapp.queries.lead_scope import leads_seen_by
from mhapp.queries.scope import below, people_seen_by

PAGE_SIZE = 50
SHOWN_STATES: dict[str, frozenset[LeadState]] = {
    "open": OPEN,
    "confirmed": frozenset({LeadState.CONFIRMED}),
    "ended": frozenset({LeadState.NOT_CONFIRMED, LeadState.CLEARED}),
}
"""What the list can be narrowed to."""


@dataclass(frozen=True)
class LeadRow:
    """One row of the list, before disclosure. Fields of disclosure.FIELDS["lead"]."""

    public_id: str
    number: str
    place: str
    name: str | None
    sex: str
    age: int | None
    found_on: date
    reported_by: str
    source: LeadSource
    state: LeadState
    waits_for_viewer: bool
    """Whether the viewer's office is still to acknowledge it."""


@dataclass(frozen=True)
class LeadPage:
    """One page of the list. `counts`: key of SHOWN_STATES → leads."""

    rows: list[Seen]
    counts: dict[str, int]
    shown: str
    page: int
    pages: int


@dataclass(frozen=True)
class NoticeRow:
    """An office that was told, and who acknowledged when; both None while nobody has."""

    office: str
    acknowledged_at: datetime | None
    acknowledged_by: str | None


@dataclass(frozen=True)
class AssessmentRow:
    """One assessment."""

    assessed_on: date
    result: Assessed
    words: str | None
    assessed_with: str | None
    by: str


@dataclass(frozen=True)
class LeadDetails:
    """One lead, before disclosure. Texts are None where nothing is known, and once cleared."""

    public_id: str
    number: str
    place: str
    reported_by: str
    reported_at: datetime
    source: LeadSource
    found_on: date
    how_found: str | None
    answers: list[str]
    """Questions of 表1 answered with yes, in its order."""
    name: str | None
    sex: str
    birth_date: date | None
    age: int | None
    identity_number: str | None
    identity_number_masked: str | None
    phone: str | None
    phone_masked: str | None
    address: str | None
    place_found: str | None
    is_wanderer: bool
    help_given: str | None
    rescue_station: str | None
    native_place: str | None
    native_asked_on: date | None
    native_answer: str | None
    native_answered_on: date | None
    state: LeadState
    arranged_on: date | None
    arranged_hospital: str | None
    arranged_ground: Ground | None
    outcome_on: date | None
    outcome_hospital: str | None
    outcome_doctor: str | None
    clear_on: date | None
    cleared_at: datetime | None
    patient_id: str | None
    """The public id of whom it became, where the viewer may see them."""
    notices: list[NoticeRow]
    assessments: list[AssessmentRow]
    waits_for_viewer: bool


def lead_page(viewer: Viewer, shown: str, *, page: int, on: date) -> LeadPage:
    """The leads a viewer may see in one of SHOWN_STATES, the newest first, `page` from 1. Two statements."""
    shown = shown if shown in SHOWN_STATES else "open"
    seen = leads_seen_by(viewer)
    by_state: dict[str, int] = {
        state: number
        for state, number in db.session.execute(
            seen.with_only_columns(Lead.state, func.count()).group_by(Lead.state)
        )
    }
    counts = {
        key: sum(by_state.get(state.value, 0) for state in states) for key, states in SHOWN_STATES.items()
    }
    pages = max(1, -(-counts[shown] // PAGE_SIZE))
    page = min(max(1, page), pages)
    reporting = aliased(Unit)
    found = db.session.execute(
        seen.join(Unit, Unit.id == Lead.unit_id)
        .join(reporting, reporting.id == Lead.reported_unit_id)
        .where(Lead.state.in_([state.value for state in SHOWN_STATES[shown]]))
        .with_only_columns(
            Lead.public_id, Lead.number, Lead.name, Lead.sex, Lead.birth_date, Lead.age_about, Lead.found_on,
            Lead.source, Lead.state, Lead.reported_role, Unit.name.label("place"), reporting.name.label("reporting"),
            _waits_for(viewer).label("waits"),
        )
        .order_by(Lead.reported_at.desc(), Lead.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )  # fmt: skip
    return LeadPage([Seen("lead", _row(row, on), viewer.role) for row in found], counts, shown, page, pages)


def _waits_for(viewer: Viewer) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            LeadNotice.lead_id == Lead.id,
            LeadNotice.unit_id == viewer.unit_id,
            LeadNotice.role == viewer.role.value,
            LeadNotice.acknowledged_at.is_(None),
        )
        .correlate(Lead)
    )


def _row(row: Any, on: date) -> LeadRow:
    return LeadRow(
        public_id=row.public_id,
        number=row.number,
        place=row.place,
        name=row.name,
        sex=row.sex,
        age=age_on(row.birth_date, on) if row.birth_date else row.age_about,
        found_on=row.found_on,
        reported_by=owner_of(row.reporting, Role(row.reported_role)),
        source=LeadSource(row.source),
        state=LeadState(row.state),
        waits_for_viewer=row.waits,
    )


def lead_details(viewer: Viewer, lead: Lead, *, on: date) -> Seen:
    """One lead as the viewer may see it. A handful of statements."""
    notices = _notices(lead)
    details = LeadDetails(
        public_id=lead.public_id,
        number=lead.number,
        place=db.session.get_one(Unit, lead.unit_id).name,
        reported_by=_reporter(lead),
        reported_at=lead.reported_at,
        source=LeadSource(lead.source),
        found_on=lead.found_on,
        how_found=lead.how_found,
        answers=[words for code, words in QUESTIONS.items() if code in (lead.answers or ())],
        name=lead.name,
        sex=lead.sex,
        birth_date=lead.birth_date,
        age=age_on(lead.birth_date, on) if lead.birth_date else lead.age_about,
        identity_number=lead.identity_number,
        identity_number_masked=masked_identity_number(lead.identity_number),
        phone=lead.phone,
        phone_masked=masked_phone(lead.phone),
        address=lead.address,
        place_found=lead.place_found,
        is_wanderer=lead.is_wanderer,
        help_given=lead.help_given,
        rescue_station=lead.rescue_station,
        native_place=lead.native_place,
        native_asked_on=lead.native_asked_on,
        native_answer=lead.native_answer,
        native_answered_on=lead.native_answered_on,
        state=LeadState(lead.state),
        arranged_on=lead.arranged_on,
        arranged_hospital=lead.arranged_hospital,
        arranged_ground=Ground(lead.arranged_ground) if lead.arranged_ground else None,
        outcome_on=lead.outcome_on,
        outcome_hospital=lead.outcome_hospital,
        outcome_doctor=lead.outcome_doctor,
        clear_on=lead.clear_on,
        cleared_at=lead.cleared_at,
        patient_id=_patient_seen(viewer, lead),
        notices=[notice for _, notice in notices],
        assessments=_assessments(lead),
        waits_for_viewer=any(
            desk == (viewer.unit_id, viewer.role.value) and notice.acknowledged_at is None
            for desk, notice in notices
        ),
    )
    return Seen("lead", details, viewer.role)


def _reporter(lead: Lead) -> str:
    unit = db.session.get_one(Unit, lead.reported_unit_id)
    account = db.session.get_one(Account, lead.reported_by_id)
    return f"{owner_of(unit.name, Role(lead.reported_role))} {account.name}"


def _notices(lead: Lead) -> list[tuple[tuple[int, str], NoticeRow]]:
    found = db.session.execute(
        select(LeadNotice.unit_id, LeadNotice.role, LeadNotice.acknowledged_at, Unit.name.label("unit"), Account.name)
        .join(Unit, Unit.id == LeadNotice.unit_id)
        .outerjoin(Account, Account.id == LeadNotice.acknowledged_by_id)
        .where(LeadNotice.lead_id == lead.id)
        .order_by(LeadNotice.id)
    )  # fmt: skip
    return [
        (
            (row.unit_id, row.role),
            NoticeRow(owner_of(row.unit, Role(row.role)), row.acknowledged_at, row.name),
        )
        for row in found
    ]


def _assessments(lead: Lead) -> list[AssessmentRow]:
    found = db.session.execute(
        select(LeadAssessment, Account.name, Unit.name.label("unit"))
        .join(Account, Account.id == LeadAssessment.account_id)
        .join(Unit, Unit.id == LeadAssessment.unit_id)
        .where(LeadAssessment.lead_id == lead.id)
        .order_by(LeadAssessment.id)
    )
    return [
        AssessmentRow(
            row.LeadAssessment.assessed_on, Assessed(row.LeadAssessment.result), row.LeadAssessment.words,
            row.LeadAssessment.assessed_with, f"{owner_of(row.unit, Role(row.LeadAssessment.role))} {row.name}",
        )
        for row in found
    ]  # fmt: skip


def _patient_seen(viewer: Viewer, lead: Lead) -> str | None:
    if lead.patient_id is None:
        return None
    return db.session.scalar(
        people_seen_by(viewer).where(Patient.id == lead.patient_id).with_only_columns(Patient.public_id)
    )


def places_for(viewer: Viewer) -> list[tuple[str, str]]:
    """(public id, name) of where somebody may be, as far as the viewer reaches: villages in code order, then the
    township for whom the village is not known; a village has only itself."""
    if viewer.role.unit_kind is UnitKind.VILLAGE:
        own = db.session.get_one(Unit, viewer.unit_id)
        return [(own.public_id, own.name)]
    above = aliased(Unit)
    found = db.session.execute(
        select(Unit.public_id, Unit.name, Unit.kind, above.name.label("above"))
        .outerjoin(above, above.id == Unit.parent_id)
        .where(below(viewer.unit_path), Unit.kind != UnitKind.COUNTY)
        .order_by(Unit.code)
    ).all()
    many = viewer.role.unit_kind is UnitKind.COUNTY
    return [(row.public_id, _place_name(row, many)) for row in found]


def _place_name(row: Any, many: bool) -> str:
    if row.kind == UnitKind.TOWNSHIP:
        return f"{row.name}（不清楚哪个村、社区）"
    return f"{row.above}{row.name}" if many else str(row.name)


def place_by_id(viewer: Viewer, public_id: str) -> Unit:
    """The unit of `places_for`. Raises LookupError for one that is not among them."""
    if public_id not in {known for known, _ in places_for(viewer)}:
        raise LookupError("no such place in this scope")
    return db.session.scalars(select(Unit).where(Unit.public_id == public_id)).one()
