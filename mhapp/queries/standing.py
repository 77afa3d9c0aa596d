"""Where a person stands: the status in force and how it came to be, for the page that records it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from mhapp import db
from mhapp.domain.dated import day_in_words
from mhapp.domain.disclosure import Seen
from mhapp.domain.patient_status import PatientStatus, may_record
from mhapp.domain.roles import Role
from mhapp.domain.status_correction import Standing
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Patient, StatusChange, Unit
from mhapp.queries.responsibilities import units_of
from mhapp.queries.status_history import correctable_by, stands


@dataclass(frozen=True)
class StatusRow:
    """One entry of the history. Fields of disclosure.FIELDS["status_change"].

    `again`: nothing changed, it was recorded what came of a search. `taken_back`: it was a mistake; `takes_back`: it
    says that another was one.
    """

    status: PatientStatus
    since: date
    source: str
    who: str
    at: datetime
    again: bool
    taken_back: bool
    takes_back: bool


@dataclass(frozen=True)
class StandingPage:
    """Fields of disclosure.FIELDS["standing"]. `offered`: the statuses this viewer may record now.

    `mistake`: the record this viewer may take back, "" for none; `restores`: what would stand again, in words.
    """

    patient_id: str
    name: str
    village_name: str
    status: PatientStatus
    status_since: date
    status_source: str | None
    offered: tuple[PatientStatus, ...]
    history: tuple[Seen, ...]
    mistake: str
    restores: str


def standing_page(viewer: Viewer, patient: Patient) -> Seen:
    """Read a person already loaded through the viewer's scope."""
    status, found = PatientStatus(patient.status), correctable_by(viewer, patient)
    page = StandingPage(
        patient_id=patient.public_id,
        name=patient.name,
        village_name=units_of(patient.id).village.name,
        status=status,
        status_since=patient.status_since,
        status_source=patient.status_source,
        offered=offered_to(viewer.role, status),
        history=tuple(Seen("status_change", row, viewer.role) for row in _history(patient)),
        mistake=db.session.get_one(StatusChange, found.record.key).public_id if found else "",
        restores=_words(found.restores) if found else "",
    )
    return Seen("standing", page, viewer.role)


def offered_to(role: Role, current: PatientStatus) -> tuple[PatientStatus, ...]:
    """What a role may record for somebody in this status; moving away is recorded as a move."""
    return tuple(
        one for one in PatientStatus if one is not PatientStatus.MOVED and may_record(role, current, one)
    )


def _history(patient: Patient) -> list[StatusRow]:
    found = db.session.execute(
        select(StatusChange, Account.name, Unit.name.label("unit"), stands().label("stands"))
        .join(Account, Account.id == StatusChange.account_id)
        .join(Unit, Unit.id == StatusChange.unit_id)
        .where(StatusChange.patient_id == patient.id)
        .order_by(StatusChange.id.desc())
    )
    return [_row(row) for row in found]


def _row(row: Any) -> StatusRow:
    change: StatusChange = row[0]
    return StatusRow(
        status=PatientStatus(change.status),
        since=change.since,
        source=change.source,
        who=f"{row.unit} {row.name}",
        at=change.at,
        again=change.status == change.previous_status,
        taken_back=change.corrects_id is None and not row.stands,
        takes_back=change.corrects_id is not None,
    )


def _words(standing: Standing) -> str:
    return f"{standing.status.label}，{day_in_words(standing.since)}起"
