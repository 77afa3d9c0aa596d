"""Moves across the county's border: a person leaves, and the counterpart's receipt is waited for; or one arrives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.move import GIVERS, MoveKind, MoveState, check_move
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Move, Patient
from mhapp.queries import policies
from mhapp.queries.responsibilities import units_of
from mhapp.services import audit_chain, dues
from mhapp.services.moves import open_move_of
from mhapp.services.patient_status import change_status
from mhapp.services.proposal_rounds import lock_patient, locked_patient


@dataclass(frozen=True)
class BorderMove:
    """A move out or in. `elsewhere`: the place beyond the county; `counterpart`: the office there; `told`: who was
    told, in words; `number`: the counterpart's number of the person, where it is known."""

    moves_on: date
    reason: str
    elsewhere: str
    counterpart: str = ""
    address: str = ""
    keeps_registration: bool = True
    told: str = ""
    number: str = ""


def record_departure(patient: Patient, said: BorderMove, *, by: Viewer, at: datetime) -> Move:
    """A person moves out of the county: status moved, no more visits, the counterpart's receipt falls due [A]."""
    move = _record(patient, MoveKind.OUT, said, by=by, at=at)
    if not said.told.strip():
        raise RuleBroken("请写明已经告知哪些单位，如卫生院、派出所", "told")
    this = ("move", move.id)
    if patient.status != PatientStatus.MOVED:
        change_status(
            patient, PatientStatus.MOVED, since=said.moves_on, source=f"迁往{said.elsewhere}", by=by, at=at
        )
    units, today = units_of(patient.id), beijing_date(at)
    days = policies.clocks_of(units.county.path, today).days["move_receipt"]
    dues.open_due(
        DueKind.MOVE_RECEIPT,
        patient_id=patient.id,
        unit_id=units.township.id,
        role=Role.CIVIL_AFFAIRS,
        started_by=this,
        due_on=today + timedelta(days=days),
        at=at,
    )
    audit_chain.record("move:out", at=at, by=by, kind="move", subject=move.public_id)
    return move


def record_arrival(patient: Patient, said: BorderMove, *, by: Viewer, at: datetime) -> Move:
    """A person came from elsewhere into the village that answers for them; whoever had moved away is back."""
    move = _record(patient, MoveKind.IN, said, by=by, at=at)
    if patient.status == PatientStatus.MOVED:
        change_status(
            patient,
            PatientStatus.COMMUNITY,
            since=said.moves_on,
            source=f"从{said.elsewhere}迁回",
            by=by,
            at=at,
        )
        patient.lives_here_since, patient.lives_here_proof = said.moves_on, None
    this = ("move", move.id)
    dues.close_dues(patient.id, {DueKind.MOVE_RECEIPT}, closed_by=this, at=at)
    audit_chain.record("move:in", at=at, by=by, kind="move", subject=move.public_id)
    return move


def record_receipt(move: Move, *, received_on: date, number: str, by: Viewer, at: datetime) -> None:
    """The counterpart has the person: the day it said so and the number it gave."""
    locked_patient(move.patient_id)
    db.session.refresh(move)
    if move.kind != MoveKind.OUT or move.acknowledged_on is not None:
        raise RuleBroken("这件迁移不用登记回执，或已经登记过")
    if not move.moves_on <= received_on <= beijing_date(at):
        raise RuleBroken("回执日期应在迁移那天到今天之间", "received_on")
    if not number.strip():
        raise RuleBroken("请填写对方的编号或回执文号", "number")
    move.acknowledged_on, move.acknowledged_number = received_on, number.strip()
    this = ("move", move.id)
    dues.close_dues(move.patient_id, {DueKind.MOVE_RECEIPT}, closed_by=this, started_by=this, at=at)
    audit_chain.record("move:receipt", at=at, by=by, kind="move", subject=move.public_id)


def _record(patient: Patient, kind: MoveKind, said: BorderMove, *, by: Viewer, at: datetime) -> Move:
    lock_patient(patient)
    if by.role not in GIVERS:
        raise RuleBroken("迁移由患者所在的村社区或民生服务办登记")
    if open_move_of(patient.id) is not None:
        raise RuleBroken("已经有一件迁移在等对方接收，请先办结或撤回那一件")
    check_move(
        kind,
        PatientStatus(patient.status),
        moves_on=said.moves_on,
        reason=said.reason,
        today=beijing_date(at),
    )
    if not said.elsewhere.strip():
        raise RuleBroken("请填写外地的省、市、县", "elsewhere")
    move = Move(
        patient_id=patient.id,
        kind=kind.value,
        state=MoveState.DONE.value,
        from_unit_id=units_of(patient.id).village.id,
        elsewhere=said.elsewhere.strip(),
        counterpart=said.counterpart.strip() or None,
        address=said.address.strip() or None,
        moves_on=said.moves_on,
        keeps_registration=said.keeps_registration,
        reason=said.reason.strip(),
        asked_by_id=by.account_id,
        asked_role=by.role.value,
        asked_unit_id=by.unit_id,
        asked_at=at,
        answered_by_id=by.account_id,
        answered_role=by.role.value,
        answered_at=at,
        told=said.told.strip() or None,
        acknowledged_number=said.number.strip() or None,
    )
    db.session.add(move)
    db.session.flush()
    return move
