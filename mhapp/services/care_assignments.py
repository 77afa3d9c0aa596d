"""The responsible cadre of a person (包保责任人), handed over one by one or all at once, and stand-ins."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import or_, select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.care_team import check_stand_in
from mhapp.domain.errors import RuleBroken
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Appointment, CareAssignment, Patient, Responsibility, StandIn, Unit
from mhapp.queries.responsibilities import units_of
from mhapp.queries.without_cadre import without_cadre
from mhapp.services import audit_chain
from mhapp.services.residence import end_care


def assign_cadre(patient: Patient, cadre: Account, *, by: Viewer, at: datetime) -> None:
    """Make a cadre of the person's village responsible from today; the one before ends."""
    today = beijing_date(at)
    _require_cadre(cadre, units_of(patient.id).village.id, today, "cadre")
    _give(patient.id, cadre, today)
    audit_chain.record("patient:cadre", at=at, by=by, kind="patient", subject=patient.public_id)


def hand_over_all(giver: Account, taker: Account, village: Unit, *, by: Viewer, at: datetime) -> int:
    """Everybody in the village whom one cadre answers for is another's from today; how many. The giver's account
    may have ended already. Raises RuleBroken where there is nobody to hand over."""
    if giver.id == taker.id:
        raise RuleBroken("请选择另一位同志接手", "taker")
    today = beijing_date(at)
    _require_cadre(taker, village.id, today, "taker")
    people = db.session.scalars(
        select(CareAssignment.patient_id)
        .join(Responsibility, Responsibility.patient_id == CareAssignment.patient_id)
        .where(
            CareAssignment.account_id == giver.id,
            CareAssignment.until_date.is_(None),
            Responsibility.kind == "residence",
            Responsibility.until_date.is_(None),
            Responsibility.unit_id == village.id,
        )
        .order_by(CareAssignment.patient_id)
        .with_for_update(of=CareAssignment)  # of two who hand over at once the second finds nobody left
    ).all()
    if not people:
        raise RuleBroken("这位同志名下没有患者", "giver")
    for patient_id in people:
        _give(patient_id, taker, today)
    audit_chain.record(
        "care:hand_over", at=at, by=by, kind="account", subject=giver.public_id, count=len(people),
        detail=taker.public_id,
    )  # fmt: skip
    return len(people)


def give_all_without(taker: Account, village: Unit, *, by: Viewer, at: datetime) -> int:
    """Everybody in the village for whom nobody is responsible is this cadre's from today; how many. Raises RuleBroken
    where there is nobody."""
    today = beijing_date(at)
    _require_cadre(taker, village.id, today, "responsible")
    people = db.session.scalars(
        select(Patient.id).where(*without_cadre(Patient.village_id == village.id)).order_by(Patient.id)
    ).all()
    # Whom somebody else gives a cadre in the same moment keeps that one.
    taken = (
        db.session.scalars(
            db.insert(CareAssignment)
            .values([{"patient_id": one, "account_id": taker.id, "from_date": today} for one in people])
            .on_conflict_do_nothing()
            .returning(CareAssignment.patient_id)
        ).all()
        if people
        else []
    )
    if not taken:
        raise RuleBroken("这里的患者都有包保责任人了")
    audit_chain.record(
        "care:give_rest", at=at, by=by, kind="account", subject=taker.public_id, count=len(taken)
    )
    return len(taken)


def set_stand_in(
    cadre: Account,
    stand_in: Account,
    village: Unit,
    *,
    first: date,
    last: date,
    reason: str,
    by: Viewer,
    at: datetime,
) -> StandIn:
    """From the first to the last day somebody else has these people as theirs; the assignment itself stays."""
    today = beijing_date(at)
    if cadre.id == stand_in.id:
        raise RuleBroken("请选择另一位同志代班", "stand_in")
    check_stand_in(first, last, today=today)
    if not reason.strip():
        raise RuleBroken("请填写原因，如培训、病假", "reason")
    _require_cadre(stand_in, village.id, today, "stand_in")
    overlapping = db.session.scalar(
        select(StandIn.id).where(
            StandIn.account_id == cadre.id,
            StandIn.unit_id == village.id,
            StandIn.from_date <= last,
            StandIn.until_date >= first,
        )
    )
    if overlapping is not None:
        raise RuleBroken("这段时间已经安排了代班", "from_date")
    row = StandIn(
        account_id=cadre.id,
        stand_in_id=stand_in.id,
        unit_id=village.id,
        from_date=first,
        until_date=last,
        reason=reason.strip(),
        made_by_id=by.account_id,
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()
    audit_chain.record("care:stand_in", at=at, by=by, kind="account", subject=cadre.public_id)
    return row


def _give(patient_id: int, cadre: Account, today: date) -> None:
    current = db.session.scalar(
        select(CareAssignment.account_id).where(
            CareAssignment.patient_id == patient_id, CareAssignment.until_date.is_(None)
        )
    )
    if current == cadre.id:
        return
    end_care(patient_id, on=today)
    db.session.add(CareAssignment(patient_id=patient_id, account_id=cadre.id, from_date=today))
    db.session.flush()


def _require_cadre(cadre: Account, village_id: int, today: date, field: str) -> None:
    appointed = db.session.scalar(
        select(Appointment.id).where(
            Appointment.account_id == cadre.id,
            Appointment.role == Role.VILLAGE_CADRE.value,
            Appointment.unit_id == village_id,
            Appointment.from_date <= today,
            or_(Appointment.until_date.is_(None), Appointment.until_date >= today),
        )
    )
    if appointed is None or cadre.disabled_at is not None:
        raise RuleBroken(f"{cadre.name}现在不是这个村社区的干部，请另选一位", field)
