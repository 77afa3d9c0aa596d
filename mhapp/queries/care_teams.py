"""Who is responsible: the dated lists of a unit, and who counts as the care team until one is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from mhapp import db
from mhapp.domain.care_team import TeamKind
from mhapp.domain.roles import CARE_TEAM_ROLES, Role, UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Appointment, TeamMember, Unit
from mhapp.queries.scope import below


@dataclass(frozen=True)
class Member:
    """One person on a list. `public_id` is empty for who only counts as a member until a team is recorded."""

    public_id: str
    name: str
    post: str
    employer: str
    duty_phone: str | None
    from_date: date | None
    until_date: date | None


@dataclass(frozen=True)
class Team:
    """One list of a unit. `recorded`: False where the members are those who count until a team is recorded."""

    kind: TeamKind
    members: list[Member]
    former: list[Member]
    recorded: bool


def unit_to_read(viewer: Viewer, unit_id: str) -> Unit | None:
    """A unit whose lists the viewer may read: in scope, or above the viewer."""
    above = [viewer.unit_path.rsplit(".", n)[0] for n in range(1, viewer.unit_path.count(".") + 1)]
    seen = or_(below(viewer.unit_path), Unit.path.in_(above))
    return db.session.scalar(select(Unit).where(Unit.public_id == unit_id, seen))


def unit_to_edit(viewer: Viewer, unit_id: str) -> Unit | None:
    """A unit whose lists the viewer's office keeps: its own, and those below."""
    return db.session.scalar(select(Unit).where(Unit.public_id == unit_id, below(viewer.unit_path)))


def village_in_scope(viewer: Viewer, unit_id: str) -> Unit | None:
    """A village whose cadres the viewer's office arranges."""
    unit = unit_to_edit(viewer, unit_id)
    return unit if unit is not None and unit.kind == UnitKind.VILLAGE else None


def units_with_teams(viewer: Viewer) -> list[tuple[str, str, str]]:
    """(public id, kind, name) of the units above the viewer, its own, and those directly below."""
    above = [viewer.unit_path.rsplit(".", n)[0] for n in range(0, viewer.unit_path.count(".") + 1)]
    near = or_(Unit.path.in_(above), Unit.parent_id == viewer.unit_id)
    found = db.session.execute(select(Unit.public_id, Unit.kind, Unit.name).where(near).order_by(Unit.path))
    return [(row[0], row[1], row[2]) for row in found]


def member_to_end(viewer: Viewer, member_id: str) -> TeamMember | None:
    """A member of a list the viewer's office keeps."""
    return db.session.scalar(
        select(TeamMember)
        .join(Unit, Unit.id == TeamMember.unit_id)
        .where(TeamMember.public_id == member_id, below(viewer.unit_path))
    )


def unit_of_member(member: TeamMember) -> Unit:
    """Whose list it is."""
    return db.session.get_one(Unit, member.unit_id)


def teams_of(unit: Unit, *, on: date) -> list[Team]:
    """The lists a unit has, as they stand on a day."""
    rows = db.session.scalars(
        select(TeamMember).where(TeamMember.unit_id == unit.id).order_by(TeamMember.id)
    ).all()
    return [
        _team(unit, kind, [row for row in rows if row.team == kind], on)
        for kind in TeamKind
        if UnitKind(unit.kind) in kind.is_of
    ]


def _team(unit: Unit, kind: TeamKind, rows: Iterable[TeamMember], on: date) -> Team:
    members = [_member(row) for row in rows]
    present = [one for one in members if one.until_date is None or one.until_date >= on]
    former = [one for one in members if one.until_date is not None and one.until_date < on]
    if present or kind is not TeamKind.CARE_TEAM:
        return Team(kind, present, former, recorded=True)
    return Team(kind, default_care_team(unit, on=on), former, recorded=False)


def _member(row: TeamMember) -> Member:
    return Member(
        row.public_id, row.name, row.post, row.employer, row.duty_phone, row.from_date, row.until_date
    )


def default_care_team(village: Unit, *, on: date) -> list[Member]:
    """Until a team is recorded: the village's cadres, and its township's doctors, police and civil affairs (§1)."""
    found = db.session.execute(
        select(Account.name, Appointment.role, Unit.name.label("unit"), Unit.duty_phone)
        .join(Appointment, Appointment.account_id == Account.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            Appointment.unit_id.in_([village.id, village.parent_id]),
            Appointment.role.in_([role.value for role in CARE_TEAM_ROLES]),
            Account.disabled_at.is_(None),
            appointment_holds(on),
        )
        .order_by(Unit.path.desc(), Appointment.role, Account.id)
    )
    return [Member("", row.name, Role(row.role).label, row.unit, row.duty_phone, None, None) for row in found]


def appointment_holds(on: date) -> ColumnElement[bool]:
    """A condition on Appointment: it holds on a day."""
    return and_(
        Appointment.from_date <= on, or_(Appointment.until_date.is_(None), Appointment.until_date >= on)
    )
