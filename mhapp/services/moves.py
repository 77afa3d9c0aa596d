"""A move to another village of the county: asked by the giver, who answers for the person until it is accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.move import GIVERS, MoveKind, MoveState, check_answer, check_move, may_answer
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Move, Patient, Unit
from mhapp.queries import policies
from mhapp.queries.responsibilities import units_of
from mhapp.services import audit_chain, dues
from mhapp.services.default_cadres import give_default_cadre
from mhapp.services.field_changes import keep_changes
from mhapp.services.letter_endings import ask_for_new_letter, end_letters_left_behind
from mhapp.services.proposal_rounds import lock_patient, locked_patient
from mhapp.services.residence import settle
from mhapp.services.reward_stops import stop_rewards_with
from mhapp.services.visit_dues import renew_visit_due


@dataclass(frozen=True)
class AskedMove:
    """What the giving side says: the day, where to, why, and whether the registration stays (dual listing)."""

    moves_on: date
    reason: str
    address: str = ""
    keeps_registration: bool = True


def ask_to_move(patient: Patient, village: Unit, asked: AskedMove, *, by: Viewer, at: datetime) -> Move:
    """Ask another village to take a person over. Raises RuleBroken where that cannot be asked, or is already."""
    lock_patient(patient)
    units, today = units_of(patient.id), beijing_date(at)
    if by.role not in GIVERS:
        raise RuleBroken("迁移由患者所在的村社区或民生服务办提出")
    if village.id == units.village.id:
        raise RuleBroken("患者已经住在这个村社区，请选择别的", "village")
    check_move(
        MoveKind.VILLAGE,
        PatientStatus(patient.status),
        moves_on=asked.moves_on,
        reason=asked.reason,
        today=today,
    )
    if open_move_of(patient.id) is not None:
        raise RuleBroken("已经有一件迁移在等对方接收，请先办结或撤回那一件")
    move = Move(
        patient_id=patient.id,
        kind=MoveKind.VILLAGE.value,
        state=MoveState.ASKED.value,
        from_unit_id=units.village.id,
        to_unit_id=village.id,
        address=asked.address.strip() or None,
        moves_on=asked.moves_on,
        keeps_registration=asked.keeps_registration,
        reason=asked.reason.strip(),
        asked_by_id=by.account_id,
        asked_role=by.role.value,
        asked_unit_id=by.unit_id,
        asked_at=at,
    )
    db.session.add(move)
    db.session.flush()
    _owe_answer(move, village, today, at)
    audit_chain.record("move:ask", at=at, by=by, kind="move", subject=move.public_id)
    return move


def accept_move(move: Move, *, by: Viewer, at: datetime) -> None:
    """Take the person over: from today the new village answers, visits and owes; number and level stay.

    An open proposal stays open and goes on in the new place. Raises RuleBroken where another was faster.
    """
    patient, today = _locked(move), beijing_date(at)
    _check_answerer(move, accepted=True, words="", by=by, today=today)
    assert move.to_unit_id is not None
    village, this = db.session.get_one(Unit, move.to_unit_id), ("move", move.id)
    _answered(move, MoveState.ACCEPTED, "", by=by, at=at)
    settle(
        patient,
        village,
        on=today,
        lives_here_since=move.moves_on,
        keeps_registration=move.keeps_registration,
        caused_by=this,
        at=at,
    )
    give_default_cadre(patient, village, by=by, at=at)
    keep_changes(patient, _of_the_new_place(move, patient, village), kind="patient", by=by, at=at)
    renew_visit_due(patient, caused_by=this, at=at, on=today)
    _leave_letters(patient, village, this, by=by, at=at)
    audit_chain.record("move:accept", at=at, by=by, kind="move", subject=move.public_id)


def _of_the_new_place(move: Move, patient: Patient, village: Unit) -> dict[str, str | None]:
    """What was said of the old place: address and group, and in another township the place on the old one's roster."""
    left = db.session.get_one(Unit, move.from_unit_id)
    return {
        "address": move.address or patient.address,
        "group_label": None,
        "display_number": patient.display_number if village.parent_id == left.parent_id else None,
    }


def _leave_letters(
    patient: Patient, village: Unit, this: dues.RecordKey, *, by: Viewer, at: datetime
) -> None:
    """The village left signed them: they end with the day, rewards by the days until then; the new village brings its
    own (domain §7)."""
    ended = end_letters_left_behind(patient, village, by=by, at=at)
    stop_rewards_with(ended, "moved", on=beijing_date(at), by=by, at=at)
    if ended:
        ask_for_new_letter(patient, started_by=this, at=at)


def decline_move(move: Move, words: str, *, by: Viewer, at: datetime) -> None:
    """Say why the person is not taken over; the giver goes on answering."""
    _locked(move)
    _check_answerer(move, accepted=False, words=words, by=by, today=beijing_date(at))
    _answered(move, MoveState.DECLINED, words, by=by, at=at)
    audit_chain.record("move:decline", at=at, by=by, kind="move", subject=move.public_id)


def withdraw_move(move: Move, words: str, *, by: Viewer, at: datetime) -> None:
    """Take back a move nobody has answered, by the giving side."""
    _locked(move)
    _refuse_answered(move)
    _answered(move, MoveState.WITHDRAWN, words, by=by, at=at)
    audit_chain.record("move:withdraw", at=at, by=by, kind="move", subject=move.public_id)


def end_open_move(patient: Patient, words: str, *, by: Viewer, at: datetime) -> None:
    """Take back the person's open move, if there is one, because it has lost its meaning."""
    move = open_move_of(patient.id)
    if move is not None:
        _answered(move, MoveState.WITHDRAWN, words, by=by, at=at)


def take_departure_back(
    patient: Patient, recorded_at: datetime, words: str, *, by: Viewer, at: datetime
) -> None:
    """The move out of the county that a status was recorded with was none: no receipt is waited for.

    Raises RuleBroken where the place there has said that it has the person.
    """
    move = db.session.scalar(
        select(Move).where(
            Move.patient_id == patient.id, Move.kind == MoveKind.OUT.value, Move.asked_at == recorded_at
        )
    )
    if move is None:
        return
    if move.acknowledged_on is not None:
        raise RuleBroken("对方已经回执接收，患者回来了的请登记迁回")
    _answered(move, MoveState.WITHDRAWN, words, by=by, at=at)
    this = ("move", move.id)
    dues.close_dues(patient.id, {DueKind.MOVE_RECEIPT}, closed_by=this, started_by=this, at=at)


def open_move_of(patient_id: int) -> Move | None:
    """The move that waits for its receiver; there is one at most."""
    return db.session.scalar(
        select(Move).where(Move.patient_id == patient_id, Move.state == MoveState.ASKED.value)
    )


def _locked(move: Move) -> Patient:
    """Lock the person, then read the move again: of two who answer at once one sees what the other did."""
    patient = locked_patient(move.patient_id)
    db.session.refresh(move)
    return patient


def _refuse_answered(move: Move) -> None:
    if move.state != MoveState.ASKED:
        raise RuleBroken(f"这件迁移{MoveState(move.state).label}，不用再办")


def _check_answerer(move: Move, *, accepted: bool, words: str, by: Viewer, today: date) -> None:
    _refuse_answered(move)
    receiving = db.session.get_one(Unit, move.to_unit_id)
    if not may_answer(by.role, by.unit_path, to_path=receiving.path):
        raise RuleBroken("这件迁移由接收方办理")
    check_answer(
        accepted=accepted,
        words=words,
        moves_on=move.moves_on,
        today=today,
        asked_by=move.asked_by_id,
        account_id=by.account_id,
    )


def _answered(move: Move, state: MoveState, words: str, *, by: Viewer, at: datetime) -> None:
    move.state, move.answer_words = state.value, words.strip() or None
    move.answered_by_id, move.answered_role, move.answered_at = by.account_id, by.role.value, at
    this = ("move", move.id)
    dues.close_tasks(this, {DueKind.MOVE_ANSWER}, closed_by=this, at=at)
    db.session.flush()


def _owe_answer(move: Move, receiving: Unit, today: date, at: datetime) -> None:
    path = receiving.path
    clocks, calendar = policies.clocks_of(path, today), policies.calendar_of(path, today)
    dues.open_due(
        DueKind.MOVE_ANSWER,
        patient_id=None,
        unit_id=receiving.id,
        role=Role.VILLAGE_CADRE,
        started_by=("move", move.id),
        due_on=clocks.working_due("move_answer", max(today, move.moves_on), calendar).day,
        at=at,
    )
