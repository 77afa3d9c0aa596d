"""The ledger of entries into the lists kept elsewhere: what is asked for, by whom until when, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.disclosure import Seen
from mhapp.domain.list_entry import ListAct, ListSystem, lists_seen_by
from mhapp.domain.masking import masked_identity_number
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, ListEntry, Patient, Unit
from mhapp.queries.scope import in_scope, registered_in_scope

PAGE_SIZE = 50
TO_DO, DONE = "to_do", "done"
GROUPS = {TO_DO: "待办", DONE: "已办"}


@dataclass(frozen=True)
class EntryFacts:
    """One row of the ledger, before disclosure. Fields of FIELDS["list_entry"]. `own`: the viewer's office owes it."""

    public_id: str
    patient_id: str
    name: str
    identity_number_masked: str | None
    village_name: str
    level: RiskLevel | None
    system: ListSystem
    act: ListAct
    control_grade: str | None
    grade_reason: str | None
    owed_by: str
    owed_elsewhere: bool
    assisting: str | None
    due_on: date
    overdue: int
    done_on: date | None
    done_by: str | None
    number: str | None
    remark: str | None
    own: bool


@dataclass(frozen=True)
class EntryLedger:
    """One page, what is overdue first."""

    rows: list[Seen]
    counts: dict[str, int]
    page: int
    pages: int


_LIVES_HERE = Patient.village_id.is_not(None)
"""A record read with another of the same person has no residence."""


def entries_seen_by(viewer: Viewer) -> Select[ListEntry]:
    """Entries of people in the viewer's scope, and those the viewer's office enters or assists with."""
    return (
        select(ListEntry)
        .join(Patient, Patient.id == ListEntry.patient_id)
        .where(_seen(viewer), ListEntry.dropped_at.is_(None), _LIVES_HERE)
    )


def entry_ledger(viewer: Viewer, *, group: str, page: int, on: date) -> EntryLedger:
    """What is to be done (the most overdue first) or was done (the latest first); `page` from 1."""
    counts = _counts(viewer)
    pages = max(1, -(-counts[group] // PAGE_SIZE))
    page = min(max(1, page), pages)
    order = (
        (ListEntry.due_on, ListEntry.id)
        if group == TO_DO
        else (ListEntry.done_on.desc(), ListEntry.id.desc())
    )
    query = _rows(viewer).where(_listed(viewer), _in_group(group)).order_by(*order)
    found = db.session.execute(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    return EntryLedger([_row(row, viewer, on) for row in found], counts, page, pages)


def entries_of(viewer: Viewer, patient: Patient, *, on: date) -> list[Seen]:
    """All entries of one person the viewer may know, what is open first."""
    query = (
        _rows(viewer)
        .where(_listed(viewer), ListEntry.patient_id == patient.id)
        .order_by(ListEntry.done_at.is_not(None), ListEntry.id.desc())
    )
    return [_row(row, viewer, on) for row in db.session.execute(query)]


def entry_details(viewer: Viewer, entry: ListEntry, *, on: date) -> Seen:
    """One entry as its own page shows it."""
    return _row(db.session.execute(_rows(viewer).where(ListEntry.id == entry.id)).one(), viewer, on)


def may_record(viewer: Viewer, entry: ListEntry) -> bool:
    """Whether the viewer's own office owes it."""
    return (entry.owed_by_unit_id, entry.owed_by_role) == (viewer.unit_id, viewer.role.value)


def _seen(viewer: Viewer) -> ColumnElement[bool]:
    own = and_(ListEntry.owed_by_unit_id == viewer.unit_id, ListEntry.owed_by_role == viewer.role.value)
    known = ListEntry.system.in_([system.value for system in lists_seen_by(viewer.role)])
    if viewer.role is Role.POLICE_OFFICER:
        return and_(known, or_(own, ListEntry.assisting_unit_id == viewer.unit_id, in_scope(viewer)))
    return and_(known, or_(own, in_scope(viewer)))


def _listed(viewer: Viewer) -> ColumnElement[bool]:
    """What a list shows: of people outside the scope only what the office still owes.

    The police of the place of registration go on answering for the lists they entered (domain §3).
    """
    answered = [ListEntry.done_at.is_(None), in_scope(viewer)]
    if viewer.role is Role.POLICE_OFFICER:
        answered.append(registered_in_scope(viewer))
    return and_(_seen(viewer), or_(*answered))


def _in_group(group: str) -> ColumnElement[bool]:
    return ListEntry.done_at.is_not(None) if group == DONE else ListEntry.done_at.is_(None)


def _counts(viewer: Viewer) -> dict[str, int]:
    found = db.session.execute(
        select(ListEntry.done_at.is_not(None).label("done"), func.count().label("number"))
        .join(Patient, Patient.id == ListEntry.patient_id)
        .where(_listed(viewer), ListEntry.dropped_at.is_(None), _LIVES_HERE)
        .group_by(ListEntry.done_at.is_not(None))
    )
    counts = {bool(row.done): row.number for row in found}
    return {TO_DO: counts.get(False, 0), DONE: counts.get(True, 0)}


_OWING, _ASSISTING = aliased(Unit), aliased(Unit)


def _rows(viewer: Viewer) -> Any:
    return (
        select(ListEntry, Patient.public_id.label("person"), Patient.name, Patient.identity_number, Patient.level,
               Unit.name.label("village"), _OWING.name.label("owing"), _ASSISTING.name.label("assisting"),
               Account.name.label("done_by"))
        .join(Patient, Patient.id == ListEntry.patient_id)
        .join(Unit, Unit.id == Patient.village_id)
        .join(_OWING, _OWING.id == ListEntry.owed_by_unit_id)
        .outerjoin(_ASSISTING, _ASSISTING.id == ListEntry.assisting_unit_id)
        .outerjoin(Account, Account.id == ListEntry.done_by_id)
        .where(_seen(viewer), ListEntry.dropped_at.is_(None))
    )  # fmt: skip


def _row(row: Any, viewer: Viewer, on: date) -> Seen:
    entry: ListEntry = row[0]
    facts = EntryFacts(
        public_id=entry.public_id,
        patient_id=row.person,
        name=row.name,
        identity_number_masked=masked_identity_number(row.identity_number),
        village_name=row.village,
        level=RiskLevel(row.level) if row.level else None,
        system=ListSystem(entry.system),
        act=ListAct(entry.act),
        control_grade=entry.control_grade,
        grade_reason=entry.grade_reason,
        owed_by=f"{row.owing}{Role(entry.owed_by_role).label}",
        owed_elsewhere=entry.owed_elsewhere,
        assisting=f"{row.assisting}派出所" if row.assisting else None,
        due_on=entry.due_on,
        overdue=max(0, (on - entry.due_on).days) if entry.done_at is None else 0,
        done_on=entry.done_on,
        done_by=row.done_by,
        number=entry.number,
        remark=entry.remark,
        own=may_record(viewer, entry),
    )
    return Seen("list_entry", facts, viewer.role)
