"""A status recorded by mistake is taken back: what stood before stands again, and is owed again by its old day.

Letters, measures and rewards that ended with the mistake stay ended, since nobody holds to them any more: they say
that it was one, and the village is asked for a new letter.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.letter_state import WITHOUT_GUARDIAN_LETTER
from mhapp.domain.level_route import Exit
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.roles import Role
from mhapp.domain.status_correction import check_reason
from mhapp.domain.viewer import Viewer
from mhapp.domain.visit_report import Met
from mhapp.models import (
    Due,
    LevelDecision,
    ListEntry,
    Objection,
    Patient,
    RewardPeriod,
    RewardStop,
    StatusChange,
    Visit,
)
from mhapp.queries.status_history import correctable_by
from mhapp.services import audit_chain, dues
from mhapp.services.letter_endings import ask_for_new_letter, end_by_mistake
from mhapp.services.moves import take_departure_back
from mhapp.services.patient_status import OF_THE_LEVEL, judge_again, write_status
from mhapp.services.proposal_rounds import lock_patient
from mhapp.services.reward_dues import is_met
from mhapp.services.visit_dues import renew_visit_due

MADE_ANEW = frozenset(
    {
        DueKind.VISIT, DueKind.AWAY_CALL, DueKind.MEASURE, DueKind.MOVE_ANSWER, DueKind.LETTER_NEEDED,
        DueKind.LETTER_SIGNATURE, DueKind.LETTER_EXPIRY, DueKind.DESIGNATION, DueKind.GUARDIAN_REPORT,
    }
)  # fmt: skip
"""Worked out from what stands now, or of records that ended with the mistake."""
AFTER_AN_EXIT = frozenset(
    {
        DueKind.DANGER_REASSESSMENT, DueKind.MEDICINE, DueKind.OBJECTION, DueKind.REWARD, DueKind.MOVE_RECEIPT,
        DueKind.LIST_ENTRY, DueKind.LOST_CONTACT, DueKind.SEARCH,
    }
)  # fmt: skip
"""What an exit for death closed that somebody alive is owed also without a level."""


def take_back(patient: Patient, seen: str, reason: str, *, by: Viewer, at: datetime) -> StatusChange:
    """Take back the record a person's status rests on. `seen`: its public id, as it was shown to `by`.

    Raises RuleBroken where there is none, another one stands by now, or `by` may not.
    """
    lock_patient(patient)
    db.session.refresh(patient)
    found = correctable_by(by, patient)
    if found is None:
        raise RuleBroken("这次登记不能更正，请登记新的状态，或由民生服务办更正")
    mistake, before = db.session.get_one(StatusChange, found.record.key), PatientStatus(patient.status)
    if mistake.public_id != seen:
        raise RuleBroken("状态已经有新的登记，请刷新页面核对后再更正")
    check_reason(reason)
    restored = found.restores
    change = write_status(
        patient, restored.status, since=restored.since, source=reason, by=by, at=at, corrects=mistake.id
    )
    patient.status_source = restored.source
    db.session.flush()
    caused_by = ("status_change", change.id)
    if before is PatientStatus.MOVED:
        take_departure_back(patient, mistake.at, reason, by=by, at=at)
    _owe_again(patient, mistake, at=at)
    _go_on(patient, before, caused_by, at=at)
    asked_before = end_by_mistake(patient, mistake.at, before.label, at=at)
    if asked_before and restored.status not in WITHOUT_GUARDIAN_LETTER:
        ask_for_new_letter(patient, started_by=caused_by, at=at)
    audit_chain.record(
        "patient:status_taken_back", at=at, by=by, kind="patient", subject=patient.public_id,
        detail=f"{before.value} → {restored.status.value}",
    )  # fmt: skip
    return change


def _go_on(patient: Patient, before: PatientStatus, caused_by: dues.RecordKey, *, at: datetime) -> None:
    """Visits, calls and searches by what stands now; who is here is judged by their level, who has left is not."""
    now = PatientStatus(patient.status)
    if now.has_left:
        dues.close_dues(patient.id, OF_THE_LEVEL, closed_by=caused_by, at=at)
    elif before.has_left:
        judge_again(patient, caused_by, at=at)
    renew_visit_due(patient, caused_by=caused_by, at=at, on=beijing_date(at))


def _owe_again(patient: Patient, mistake: StatusChange, *, at: datetime) -> None:
    """What the mistake closed, and an exit or a stop that rested on it, is owed by the same day as before."""
    exits = _exits_on(mistake)
    kinds = AFTER_AN_EXIT if exits else frozenset(DueKind) - MADE_ANEW
    closed = dues.dues_closed_by(("status_change", mistake.id), kinds)
    for key in exits:
        closed += dues.dues_closed_by(("level_decision", key), AFTER_AN_EXIT)
    stops = select(RewardStop.id).where(RewardStop.patient_id == patient.id, RewardStop.at == mistake.at)
    for key in db.session.scalars(stops):
        closed += dues.dues_closed_by(("reward_stop", key), {DueKind.REWARD})
    for due in closed:
        if not _has_come_to_an_end((due.started_by_kind, due.started_by_id)) and not _was_met(
            due, mistake.at
        ):
            _open(due, at)


def _exits_on(mistake: StatusChange) -> list[int]:
    """The exits that were determined because of a death that was none: the level ended with them."""
    if mistake.status != PatientStatus.DEAD:
        return []
    exits = select(LevelDecision.id).where(
        LevelDecision.patient_id == mistake.patient_id,
        LevelDecision.exit_ground == Exit.DEATH.value,
        LevelDecision.decided_at >= mistake.at,
    )
    return list(db.session.scalars(exits))


def _open(due: Due, at: datetime) -> None:
    dues.open_due(
        DueKind(due.kind), patient_id=due.patient_id, unit_id=due.owed_by_unit_id, role=Role(due.owed_by_role),
        started_by=(due.started_by_kind, due.started_by_id), due_on=due.due_on, at=at,
    )  # fmt: skip


def _was_met(due: Due, since: datetime) -> bool:
    """Whether somebody has called there, or met who was not to be found, while the mistake stood."""
    if due.kind not in {DueKind.VISIT_RETRY, DueKind.LOST_CONTACT}:
        return False
    visits = select(Visit.seen).where(
        Visit.patient_id == due.patient_id, Visit.superseded_at.is_(None), Visit.entered_at > since
    )
    found = db.session.scalars(visits).all()
    return any(due.kind == DueKind.VISIT_RETRY or Met.PATIENT.value in seen for seen in found)


def _has_come_to_an_end(record: dues.RecordKey) -> bool:
    """Whether what was owed was done, dropped or answered while the mistake stood."""
    kind, key = record
    if kind == "list_entry":
        entry = db.session.get_one(ListEntry, key)
        return entry.done_at is not None or entry.dropped_at is not None
    if kind == "reward_period":
        return is_met(db.session.get_one(RewardPeriod, key))
    return kind == "objection" and db.session.get_one(Objection, key).outcome is not None
