"""People at work: accounts with an appointment, and the viewers services are handed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

from argon2 import PasswordHasher

from mhapp.crypto import blind_index
from mhapp.db import session
from mhapp.domain.roles import Role, UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Appointment, Unit
from tests.factories.numbers import Numbers
from tests.factories.units import a_county, a_township, a_village

PASSWORD = "Sheets-and-letters-9"
_numbers = Numbers()


@cache
def _cheap_hash(password: str) -> str:
    """Argon2 with the smallest cost: verifying reads the cost from the hash, so signing in is fast in tests."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)


def a_unit_for(role: Role) -> Unit:
    """A unit of the kind the role works for."""
    makers = {UnitKind.VILLAGE: a_village, UnitKind.TOWNSHIP: a_township, UnitKind.COUNTY: a_county}
    return makers[role.unit_kind]()


def an_account(
    role: Role = Role.VILLAGE_CADRE,
    unit: Unit | None = None,
    *,
    name: str | None = None,
    phone: str | None = None,
    password: str = PASSWORD,
    appointed_from: date = date(2020, 1, 1),
) -> Account:
    """An account appointed in one role for one unit. Its phone is invented unless given."""
    number = _numbers.next()
    phone = phone or f"1990000{number:04d}"
    account = Account(
        phone=phone,
        phone_index=blind_index("phone", phone),
        name=name or f"{role.label}{number}",
        password_hash=_cheap_hash(password),
        password_changed_at=datetime(2020, 1, 1, tzinfo=UTC),
        created_at=datetime(2020, 1, 1, tzinfo=UTC),
    )
    session.add(account)
    session.flush()
    appoint(account, role, unit or a_unit_for(role), appointed_from=appointed_from)
    return account


def appoint(
    account: Account,
    role: Role,
    unit: Unit,
    *,
    appointed_from: date = date(2020, 1, 1),
    until: date | None = None,
) -> Appointment:
    """Another appointment of the same person."""
    appointment = Appointment(
        account_id=account.id, role=role, unit_id=unit.id, from_date=appointed_from, until_date=until
    )
    session.add(appointment)
    session.flush()
    return appointment


def viewer_of(account: Account) -> Viewer:
    """The account acting in its first appointment."""
    appointment = session.query(Appointment).filter_by(account_id=account.id).order_by(Appointment.id).first()
    assert appointment is not None, f"{account.name} has no appointment"
    unit = session.get(Unit, appointment.unit_id)
    assert unit is not None
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


def a_viewer(role: Role = Role.VILLAGE_CADRE, unit: Unit | None = None, *, name: str | None = None) -> Viewer:
    """Somebody acting in a role for a unit."""
    return viewer_of(an_account(role, unit, name=name))
