"""The lists of who is responsible: members come and go by date, nobody is taken off in silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.care_team import TeamKind, check_member
from mhapp.domain.errors import RuleBroken
from mhapp.domain.phone_number import read_phone
from mhapp.domain.roles import UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Patient, ResponsibleUnit, TeamMember, Unit
from mhapp.services import audit_chain


@dataclass(frozen=True)
class NewMember:
    """A person for a list: `post` in the team, `employer` the unit they come from, `duty_phone` to be reached on."""

    team: TeamKind
    name: str
    post: str
    employer: str
    duty_phone: str
    from_date: date


@dataclass(frozen=True)
class ResponsibleLeader:
    """The responsible unit of a person (责任单位) and who leads it [S1]."""

    unit_words: str
    leader: str
    post: str
    phone: str = ""


def add_member(unit: Unit, member: NewMember, *, by: Viewer, at: datetime) -> TeamMember:
    """Put somebody on a list. Raises RuleBroken at the field that mends it."""
    if UnitKind(unit.kind) not in member.team.is_of:
        raise RuleBroken(f"{unit.name}没有{member.team.label}", "team")
    check_member(member.name, member.post, member.employer, member.from_date, today=beijing_date(at))
    row = TeamMember(
        unit_id=unit.id,
        team=member.team.value,
        name=member.name.strip(),
        post=member.post.strip(),
        employer=member.employer.strip(),
        duty_phone=_phone(member.duty_phone, "duty_phone"),
        from_date=member.from_date,
        added_by_id=by.account_id,
        added_at=at,
    )
    db.session.add(row)
    db.session.flush()
    audit_chain.record(
        "team:add", at=at, by=by, kind="unit", subject=unit.public_id, detail=member.team.value
    )
    return row


def end_member(member: TeamMember, *, on: date, by: Viewer, at: datetime) -> None:
    """Somebody is on the list until this day, that day included."""
    if member.until_date is not None:
        raise RuleBroken("这位成员已经登记离任")
    if not member.from_date <= on <= beijing_date(at):
        raise RuleBroken("离任日期应在任职那天到今天之间", "until_date")
    member.until_date = on
    unit = db.session.get_one(Unit, member.unit_id)
    audit_chain.record("team:end", at=at, by=by, kind="unit", subject=unit.public_id, detail=member.team)


def set_responsible_unit(
    patient: Patient, said: ResponsibleLeader, *, by: Viewer, at: datetime
) -> ResponsibleUnit:
    """Name the responsible unit and leader of a person; the one before ends today."""
    for field, words, value in (
        ("unit_words", "责任单位", said.unit_words),
        ("leader", "责任领导", said.leader),
        ("post", "职务", said.post),
    ):
        if not value.strip():
            raise RuleBroken(f"请填写{words}", field)
    today = beijing_date(at)
    current = db.session.scalar(
        select(ResponsibleUnit).where(
            ResponsibleUnit.patient_id == patient.id, ResponsibleUnit.until_date.is_(None)
        )
    )
    if current is not None:
        current.until_date = today
        db.session.flush()
    row = ResponsibleUnit(
        patient_id=patient.id,
        unit_words=said.unit_words.strip(),
        leader=said.leader.strip(),
        post=said.post.strip(),
        phone=_phone(said.phone, "phone"),
        from_date=today,
        made_by_id=by.account_id,
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()
    audit_chain.record("patient:responsible_unit", at=at, by=by, kind="patient", subject=patient.public_id)
    return row


def _phone(text: str, field: str) -> str | None:
    return read_phone(text, field=field) if text.strip() else None
