"""Where the first follow-up record (表8) of a person stands, by the pages of the file and by what was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from mhapp import db
from mhapp.domain.file_page import PageKind
from mhapp.domain.follow_up import FirstFollowUp, first_follow_up
from mhapp.domain.roles import Role
from mhapp.models import Account, FilePage, NationalFollowUp, Patient
from mhapp.queries.merged_records import records_of


@dataclass(frozen=True)
class NationalShown:
    """What was recorded about the national system, and by whom."""

    first_on: date
    recorded_by: str
    recorded_at: datetime


def follow_up_of(patient: Patient) -> FirstFollowUp | None:
    """The person's first 表8 as the check of the four tables counts it; None where there is neither. Two statements."""
    page = db.session.scalar(
        select(func.min(FilePage.dated)).where(
            FilePage.patient_id.in_(records_of(patient.id)),
            FilePage.kind == PageKind.FOLLOW_UP.value,
            FilePage.withdrawn_at.is_(None),
        )
    )
    national = standing_national(patient)
    return first_follow_up(page_dated=page, national_on=national.first_on if national else None)


def standing_national(patient: Patient) -> NationalFollowUp | None:
    """The record that the first 表8 stands in the national system, where nobody took it back."""
    return db.session.scalar(
        select(NationalFollowUp)
        .where(
            NationalFollowUp.patient_id.in_(records_of(patient.id)), NationalFollowUp.withdrawn_at.is_(None)
        )
        .order_by(NationalFollowUp.first_on, NationalFollowUp.id)
        .limit(1)
    )


def national_shown(row: NationalFollowUp) -> NationalShown:
    """The same as its page shows it."""
    name = db.session.get_one(Account, row.recorded_by_id).name
    return NationalShown(row.first_on, f"{Role(row.recorded_role).label} {name}", row.recorded_at)
