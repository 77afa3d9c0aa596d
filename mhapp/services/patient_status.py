"""Recording a person's status (domain §1), and what it makes due: the clocks follow it; after a death nothing is.

A letter binds who answers for the person here: it ends, and the reward stops, when the person has moved away [A].
"""

from __future__ import annotations

from datetime import date, datetime

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.patient_status import PatientStatus, check_change
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import LevelDecision, Patient, StatusChange
from mhapp.queries import policies
from mhapp.queries.responsibilities import units_of
from mhapp.services import audit_chain, dues
from mhapp.services.contact_dues import owe_next_search
from mhapp.services.letter_endings import DEATH, MOVED_AWAY, end_letters_of
from mhapp.services.measures import drop_measures_of
from mhapp.services.moves import end_open_move
from mhapp.services.proposal_rounds import WAITING, lock_patient, open_proposal_of
from mhapp.services.reward_stops import stop_rewards_of
from mhapp.services.visit_dues import renew_visit_due

FOUND_AGAIN = frozenset({DueKind.LOST_CONTACT})
"""Reported while nobody knew where the person was: any status but `lost` says where, and `lost` is the report."""
KEPT_AFTER_DEATH = WAITING | {DueKind.FILE, DueKind.CITY_FILE}
"""An open proposal is the offices' to end, by the direct exit; a filing is paper of what was determined before."""
OF_THE_LEVEL = frozenset({DueKind.LEVEL_REVIEW, DueKind.FIRST_DETERMINATION, DueKind.SUGGESTION_ANSWER})
"""The team here no longer sees who moved beyond the county: the place they went to judges their level [A]."""


def change_status(
    patient: Patient, status: PatientStatus, *, since: date, source: str, by: Viewer, at: datetime
) -> StatusChange:
    """Record a status with its first day and from whom it is known. Raises RuleBroken where it may not be."""
    lock_patient(patient)
    today, before = beijing_date(at), PatientStatus(patient.status)
    check_change(
        before,
        status,
        role=by.role,
        since=since,
        current_since=patient.status_since,
        source=source,
        today=today,
        backdating_days=policies.clocks_of(units_of(patient.id).county.path, today).days["status_backdating"],
    )
    change = write_status(patient, status, since=since, source=source, by=by, at=at)
    caused_by = ("status_change", change.id)
    dues.close_dues(patient.id, FOUND_AGAIN, closed_by=caused_by, at=at)
    if status.is_over:
        _end_everything(patient, caused_by, by=by, at=at)
    else:
        if status.has_left:
            stop_rewards_of(patient, "moved", by=by, at=at, on=since)
            end_letters_of(patient, MOVED_AWAY, by=by, at=at)
            dues.close_dues(patient.id, OF_THE_LEVEL, closed_by=caused_by, at=at)
        elif before.has_left:
            judge_again(patient, caused_by, at=at)
        renew_visit_due(patient, caused_by=caused_by, at=at, on=today)
    audit_chain.record(
        "patient:status", at=at, by=by, kind="patient", subject=patient.public_id, detail=status.value
    )
    return change


def write_status(
    patient: Patient,
    status: PatientStatus,
    *,
    since: date,
    source: str,
    by: Viewer,
    at: datetime,
    corrects: int | None = None,
) -> StatusChange:
    """Give a person a status, with its row in the history; opens and closes nothing. The only place that sets one."""
    change = StatusChange(
        patient_id=patient.id,
        previous_status=patient.status,
        previous_since=patient.status_since,
        previous_source=patient.status_source,
        corrects_id=corrects,
        status=status.value,
        since=since,
        source=source.strip(),
        account_id=by.account_id,
        role=by.role.value,
        unit_id=by.unit_id,
        at=at,
    )
    db.session.add(change)
    patient.status, patient.status_since, patient.status_source = status.value, since, source.strip()
    db.session.flush()
    return change


def note_search(patient: Patient, words: str, *, by: Viewer, at: datetime) -> StatusChange:
    """Keep what came of looking for somebody who stays lost; the next search falls due."""
    lock_patient(patient)
    if patient.status != PatientStatus.LOST:
        raise RuleBroken("患者不是失访状态，不用登记查找情况")
    if not words.strip():
        raise RuleBroken("请写明查找的情况", "words")
    change = write_status(patient, PatientStatus.LOST, since=patient.status_since, source=words, by=by, at=at)
    owe_next_search(patient, caused_by=("status_change", change.id), at=at, on=beijing_date(at))
    audit_chain.record("patient:search_noted", at=at, by=by, kind="patient", subject=patient.public_id)
    return change


def _end_everything(patient: Patient, caused_by: dues.RecordKey, *, by: Viewer, at: datetime) -> None:
    """After a death every clock stops, letters and rewards end, and nobody is called."""
    dues.close_dues(patient.id, frozenset(DueKind) - KEPT_AFTER_DEATH, closed_by=caused_by, at=at)
    stop_rewards_of(patient, "death", by=by, at=at, on=patient.status_since)
    end_letters_of(patient, DEATH, by=by, at=at)
    end_open_move(patient, DEATH, by=by, at=at)
    drop_measures_of(patient, DEATH, by=by, at=at)


def judge_again(patient: Patient, caused_by: dues.RecordKey, *, at: datetime) -> None:
    """Who has a level is reviewed by its day; who has none waits for a first one, from today (domain §3)."""
    judged = {DueKind.LEVEL_REVIEW, DueKind.FIRST_DETERMINATION}
    if open_proposal_of(patient.id) or dues.open_dues_of(patient.id, judged):
        return
    village, today = units_of(patient.id).village, beijing_date(at)
    if patient.level is None:
        kind = DueKind.FIRST_DETERMINATION
        due_on = policies.clocks_of(village.path, today).first_determination_due(today)
    else:
        decision = db.session.get_one(LevelDecision, patient.level_decision_id)
        assert decision.review_by is not None, "every level has its review-by date"
        kind, caused_by, due_on = DueKind.LEVEL_REVIEW, ("level_decision", decision.id), decision.review_by
    dues.open_due(
        kind, patient_id=patient.id, unit_id=village.id, role=Role.VILLAGE_CADRE, started_by=caused_by,
        due_on=due_on, at=at,
    )  # fmt: skip
