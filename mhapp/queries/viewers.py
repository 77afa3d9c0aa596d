"""Who a piece of background work is done for: acting as then, if the appointment still holds."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from mhapp import db
from mhapp.domain.errors import RuleBroken
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Appointment, Job, Unit


def viewer_of_job(job: Job, *, on: date) -> Viewer:
    """The one who asked, in the appointment they asked in. Raises RuleBroken when it no longer holds."""
    found = db.session.execute(
        select(Account, Appointment, Unit)
        .join(Appointment, Appointment.account_id == Account.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            Account.id == job.asked_by_id,
            Account.disabled_at.is_(None),
            Appointment.role == job.asked_by_role,
            Appointment.unit_id == job.unit_id,
            Appointment.from_date <= on,
            or_(Appointment.until_date.is_(None), Appointment.until_date >= on),
        )
        .order_by(Appointment.id)
        .limit(1)
    ).one_or_none()
    if found is None:
        raise RuleBroken("提出的人已经不在这个岗位，没有继续办理")
    account, appointment, unit = found
    return Viewer(
        account_id=account.id,
        account_public_id=account.public_id,
        name=account.name,
        role=Role(appointment.role),
        appointment_id=appointment.id,
        unit_id=unit.id,
        unit_path=unit.path,
        unit_name=unit.name,
        elder_mode=account.elder_mode,
    )
