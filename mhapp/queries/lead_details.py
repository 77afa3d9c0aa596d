"""One lead with all that was done, as its readers see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from mhapp import db
from mhapp.domain.demographics import age_on
from mhapp.domain.disclosure import Seen
from mhapp.domain.lead import QUESTIONS, Assessed, Ground, LeadSource, LeadState
from mhapp.domain.masking import masked_identity_number, masked_phone
from mhapp.domain.rights_told import ToldTo
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Lead, LeadAssessment, LeadNotice, Patient, Unit
from mhapp.queries.due_subjects import owner_of
from mhapp.queries.rights_told import rights_in_words
from mhapp.queries.scope import people_seen_by


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
    rights_told: list[str]
    """The rights that were told before, in words."""
    rights_told_to: ToldTo | None
    rights_told_on: date | None
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
        rights_told=rights_in_words(lead.rights_told),
        rights_told_to=ToldTo(lead.rights_told_to) if lead.rights_told_to else None,
        rights_told_on=lead.rights_told_on,
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
