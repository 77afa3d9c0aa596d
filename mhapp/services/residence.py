"""Changing which village answers for a person: residence and registration as dated rows, and the dues that follow."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select, update

from mhapp import db
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.roles import Role
from mhapp.models import CareAssignment, Designation, Measure, Objection, Patient, Responsibility, Unit
from mhapp.queries.responsibilities import UnitsOfPerson, units_of
from mhapp.services import dues, list_entries


def settle(
    patient: Patient,
    village: Unit,
    *,
    on: date,
    keeps_registration: bool,
    caused_by: dues.RecordKey,
    at: datetime,
    lives_here_since: date | None = None,
) -> None:
    """From `on` this village answers for the person: what is owed goes over to it, the responsible cadre's part ends.

    `lives_here_since`: the day of the move itself, where it was another; from it the six months of §3 are counted.
    `keeps_registration`: the registration stays where it is, so that the person is listed in both (双列管).
    """
    before = units_of(patient.id)
    if keeps_registration:
        _register_where_unknown(patient, before.village, on)
    else:
        list_registration(patient, village, on=on)
    _answer(patient, village, "residence", on)
    end_care(patient.id, on=on)
    db.session.flush()
    after = units_of(patient.id)
    hand_over_dues(patient, before, after, caused_by=caused_by, at=at)
    if (
        before.township.id != after.township.id
    ):  # a police station answers for a township: within it nothing begins anew
        patient.lives_here_since, patient.lives_here_proof = lives_here_since or on, None
    list_entries.follow_residence(patient, caused_by=caused_by, at=at)
    _hand_over_records(patient, _goes_to(before, after))


def list_registration(patient: Patient, village: Unit, *, on: date) -> None:
    """The person is registered in this village of the county from now on."""
    _answer(patient, village, "registration", on)


def end_care(patient_id: int, *, on: date) -> None:
    """The responsible cadre no longer is: the next is named by the village."""
    current = db.session.scalar(
        select(CareAssignment).where(
            CareAssignment.patient_id == patient_id, CareAssignment.until_date.is_(None)
        )
    )
    if current is not None:
        current.until_date = max(on, current.from_date)
        db.session.flush()


def hand_over_dues(
    patient: Patient,
    before: UnitsOfPerson,
    after: UnitsOfPerson,
    *,
    caused_by: dues.RecordKey,
    at: datetime,
) -> None:
    """What the old village and township owe about the person is owed by the new ones, by the same day.

    A reward is its parties': the old township goes on owing it, as a task of its own.
    """
    goes_to = _goes_to(before, after)
    for due in dues.open_dues_of(patient.id, frozenset(DueKind)):
        if due.owed_by_unit_id not in goes_to:
            continue
        dues.close(due, closed_by=caused_by, at=at)
        db.session.flush()
        stays = due.kind == DueKind.REWARD
        taken = dues.open_due(
            DueKind(due.kind),
            patient_id=None if stays else patient.id,
            unit_id=due.owed_by_unit_id if stays else goes_to[due.owed_by_unit_id],
            role=Role(due.owed_by_role),
            started_by=(due.started_by_kind, due.started_by_id),
            due_on=due.due_on,
            at=at,
        )
        taken.started_at = due.started_at


def _goes_to(before: UnitsOfPerson, after: UnitsOfPerson) -> dict[int, int]:
    """The unit that answered → the one that answers now, where it is another."""
    return {
        old.id: new.id
        for old, new in ((before.village, after.village), (before.township, after.township))
        if old.id != new.id
    }


def _hand_over_records(patient: Patient, goes_to: dict[int, int]) -> None:
    """What is still open says itself whose it is: the old place no longer sees the person and could not end it."""
    for old, new in goes_to.items():
        mine = (Measure.patient_id == patient.id, Measure.state == "open", Measure.owed_by_unit_id == old)
        db.session.execute(update(Measure).where(*mine).values(owed_by_unit_id=new))
        waits = (Objection.patient_id == patient.id, Objection.outcome.is_(None), Objection.unit_id == old)
        db.session.execute(update(Objection).where(*waits).values(unit_id=new))
        sought = (
            Designation.patient_id == patient.id,
            Designation.outcome.is_(None),
            Designation.unit_id == old,
        )
        db.session.execute(update(Designation).where(*sought).values(unit_id=new))


def _register_where_unknown(patient: Patient, village: Unit, on: date) -> None:
    """The registration that stays behind is that of the village left, unless another is on record."""
    if _current(patient.id, "registration") is None:
        _answer(patient, village, "registration", on)


def _answer(patient: Patient, village: Unit, kind: str, on: date) -> None:
    current = _current(patient.id, kind)
    if current is not None and current.unit_id == village.id:
        return
    if current is not None:
        current.until_date = max(on, current.from_date)
        db.session.flush()
    db.session.add(Responsibility(patient_id=patient.id, unit_id=village.id, kind=kind, from_date=on))
    db.session.flush()


def _current(patient_id: int, kind: str) -> Responsibility | None:
    return db.session.scalar(
        select(Responsibility).where(
            Responsibility.patient_id == patient_id,
            Responsibility.kind == kind,
            Responsibility.until_date.is_(None),
        )
    )
