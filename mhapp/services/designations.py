"""Designating a guardian: reported, received by the township, decided within its days; who is in charge and what it
cost until then [S2 （一）]."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.designation import (
    CostKind,
    DesignatingBody,
    DesignationGround,
    Measure,
    Outcome,
    check_cost,
    check_decided,
    check_received,
    received_before_entry,
)
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.letter_state import WITHOUT_GUARDIAN_LETTER
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.phone_number import read_phone
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Designation, DesignationCost, Guardian, Patient
from mhapp.queries.policies import clocks_of
from mhapp.queries.responsibilities import units_of
from mhapp.services import audit_chain
from mhapp.services.dues import close_dues, open_due

RECEIVERS = frozenset({Role.CIVIL_AFFAIRS, Role.TOWNSHIP_REVIEWER})
"""Who reports from the township itself: it has received it with the report."""


@dataclass(frozen=True)
class Officer:
    """Who of the township is in charge until somebody is designated."""

    name: str
    post: str | None
    phone: str | None
    since: date


@dataclass(frozen=True)
class Decision:
    """How a case ended: who designated whom by which paper, or what is done instead."""

    decided_on: date
    designated_by: DesignatingBody | None = None
    document_number: str | None = None
    measure: Measure | None = None
    seen_to_by: str | None = None
    words: str | None = None


def open_case(patient_id: int) -> Designation | None:
    """The case that is not decided yet; there is one at most."""
    return db.session.scalar(
        select(Designation).where(Designation.patient_id == patient_id, Designation.outcome.is_(None))
    )


def report_no_guardian(
    patient: Patient,
    ground: DesignationGround,
    words: str | None,
    *,
    by: Viewer,
    at: datetime,
    received_on: date | None = None,
) -> Designation:
    """Somebody says that nobody (able) cares for the person. The township's days run from its own receipt: with a
    report from the township itself the day it heard of it, by default today.

    Raises RuleBroken while a case is open, or for who left.
    """
    if open_case(patient.id):
        raise RuleBroken("已经报告过，乡镇街道正在办理指定监护人")
    if PatientStatus(patient.status) in WITHOUT_GUARDIAN_LETTER:
        raise RuleBroken(f"患者的状态是“{PatientStatus(patient.status).label}”，不需要指定监护人")
    units, today = units_of(patient.id), beijing_date(at)
    case = Designation(
        patient_id=patient.id,
        unit_id=units.township.id,
        ground=ground.value,
        reported_on=today,
        reported_at=at,
        reported_by_id=by.account_id,
        reported_words=words,
    )
    db.session.add(case)
    db.session.flush()
    audit_chain.record("designation:report", at=at, by=by, kind="designation", subject=case.public_id)
    if by.role in RECEIVERS:
        receive(case, received_on=received_on or today, by=by, at=at)
    else:
        _owe(case, DueKind.GUARDIAN_REPORT, today, at=at)
    return case


def receive(case: Designation, *, received_on: date, by: Viewer, at: datetime) -> None:
    """The township has the report since a day; its ten days run from it [S2].

    Raises RuleBroken when that is recorded already, and for a day nobody means.
    """
    if case.received_on is not None:
        raise RuleBroken("已经登记过收到日期")
    today = beijing_date(at)
    limits = clocks_of(units_of(case.patient_id).county.path, today).days
    check_received(received_on, today, limits["receipt_backdating"])
    case.received_on, case.received_by_id = received_on, by.account_id
    db.session.flush()
    close_dues(case.patient_id, {DueKind.GUARDIAN_REPORT}, closed_by=("designation", case.id), at=at)
    _owe(case, DueKind.DESIGNATION, received_on + timedelta(days=limits["designation"]), at=at)
    late = "late" if received_before_entry(received_on, case.reported_on) else None
    audit_chain.record(
        "designation:receive", at=at, by=by, kind="designation", subject=case.public_id, detail=late
    )


def name_officer(case: Designation, officer: Officer, *, by: Viewer, at: datetime) -> None:
    """Say who of the township is in charge for now."""
    _check_open(case)
    if officer.since > beijing_date(at):
        raise RuleBroken("开始负责的日期请填写今天或者以前的日期", "since")
    case.officer_name, case.officer_post = officer.name, officer.post
    case.officer_phone = read_phone(officer.phone) if officer.phone else None
    case.officer_since = officer.since
    db.session.flush()
    audit_chain.record("designation:officer", at=at, by=by, kind="designation", subject=case.public_id)


def decide(
    case: Designation, decision: Decision, guardian: Guardian | None, *, by: Viewer, at: datetime
) -> None:
    """Close the case: with the guardian designated, or, without one, with the measure taken instead.

    Raises RuleBroken where it is decided already or not yet received, and at what is missing.
    """
    _check_open(case)
    check_decided(decision.decided_on, case.received_on, beijing_date(at))
    if guardian is not None and decision.designated_by is None:
        raise RuleBroken("请选择由谁指定", "designated_by")
    if guardian is None and decision.measure is None:
        raise RuleBroken("请选择无法指定时落实的措施", "measure")
    if guardian is None and not decision.seen_to_by:
        raise RuleBroken("请填写由谁落实", "seen_to_by")
    outcome = Outcome.DESIGNATED if guardian else Outcome.IMPOSSIBLE
    case.designated_by = decision.designated_by.value if decision.designated_by and guardian else None
    case.document_number = decision.document_number
    case.guardian_id = guardian.id if guardian else None
    case.measure = decision.measure.value if decision.measure and not guardian else None
    case.seen_to_by, case.outcome_words = decision.seen_to_by, decision.words
    _close(case, outcome, decision.decided_on, by=by, at=at)


def end_search(patient: Patient, guardian: Guardian, *, by: Viewer, at: datetime) -> None:
    """Somebody able has come forward while the township was still searching: nothing is left to designate."""
    case = open_case(patient.id)
    if case is None:
        return
    if case.received_on is None:
        case.received_on = beijing_date(at)
        # A village receives nothing for the township.
        case.received_by_id = by.account_id if by.role in RECEIVERS else None
    case.guardian_id = guardian.id
    _close(case, Outcome.NOT_NEEDED, beijing_date(at), by=by, at=at)


def end_designations_of(patient: Patient, *, by: Viewer, at: datetime) -> None:
    """The person died or left: nobody is designated any more."""
    case = open_case(patient.id)
    if case is None:
        return
    case.received_on = case.received_on or beijing_date(at)
    _close(case, Outcome.NOT_NEEDED, beijing_date(at), by=by, at=at)


def add_cost(
    case: Designation,
    kind: CostKind,
    amount: Decimal,
    *,
    paid_on: date,
    words: str | None,
    by: Viewer,
    at: datetime,
) -> DesignationCost:
    """Keep what the township paid, in yuan; a negative amount takes a mistake back. Raises RuleBroken at the field."""
    known_on = min(case.reported_on, case.received_on or case.reported_on)
    check_cost(paid_on, amount, known_on, beijing_date(at))
    if amount < 0 and _carried(case) + amount < 0:
        raise RuleBroken("冲回的比已经登记的还多，请核对金额", "amount")
    cost = DesignationCost(
        designation_id=case.id,
        paid_on=paid_on,
        kind=kind.value,
        words=words,
        amount=amount,
        recorded_at=at,
        recorded_by_id=by.account_id,
    )
    db.session.add(cost)
    db.session.flush()
    audit_chain.record("designation:cost", at=at, by=by, kind="designation", subject=case.public_id)
    return cost


def _carried(case: Designation) -> Decimal:
    paid = select(DesignationCost.amount).where(DesignationCost.designation_id == case.id)
    return sum(db.session.scalars(paid), Decimal(0))


def _check_open(case: Designation) -> None:
    if case.outcome is not None:
        raise RuleBroken("这一件已经办结")


def _close(case: Designation, outcome: Outcome, decided_on: date, *, by: Viewer, at: datetime) -> None:
    case.outcome, case.decided_on = outcome.value, decided_on
    case.decided_by_id, case.decided_at = by.account_id, at
    db.session.flush()
    close_dues(
        case.patient_id,
        {DueKind.DESIGNATION, DueKind.GUARDIAN_REPORT},
        closed_by=("designation", case.id),
        at=at,
    )
    audit_chain.record(
        "designation:decide", at=at, by=by, kind="designation", subject=case.public_id, detail=outcome.value
    )


def _owe(case: Designation, kind: DueKind, due_on: date, *, at: datetime) -> None:
    open_due(
        kind,
        patient_id=case.patient_id,
        unit_id=case.unit_id,
        role=Role.CIVIL_AFFAIRS,
        started_by=("designation", case.id),
        due_on=due_on,
        at=at,
    )
