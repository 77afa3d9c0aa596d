"""Accounts of people at work: added with a dated appointment, disabled, given a new password. Never deleted."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select, update

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.crypto import blind_index
from mhapp.domain.errors import RuleBroken
from mhapp.domain.password_rule import check_new_password
from mhapp.domain.phone_number import read_mobile
from mhapp.domain.roles import Role, UnitKind
from mhapp.models import Account, Appointment, SignInSession, SignInTry, Unit
from mhapp.services import audit_chain
from mhapp.services.passwords import common_passwords, hash_password
from mhapp.services.units import unit_by_code

_KINDS = {UnitKind.COUNTY: "区县", UnitKind.TOWNSHIP: "乡镇街道", UnitKind.VILLAGE: "村社区"}


def new_password_hash(password: str, phone: str) -> str:
    """Check a password against the rule and hash it. Slow: call it before the transaction."""
    check_new_password(password, common=common_passwords(), phone=read_mobile(phone))
    return hash_password(password)


def add_account(
    phone: str,
    name: str,
    *,
    password_hash: str,
    role: Role,
    unit_code: str,
    from_date: date,
    until_date: date | None = None,
    at: datetime,
) -> Account:
    """Add an account with its first appointment; an existing one gets the appointment in addition.

    The phone is the name people sign in with. The password is to be changed at the first sign-in.
    Raises RuleBroken at the field that mends it.
    """
    number, unit = read_mobile(phone), unit_by_code(unit_code)
    _check_appointment(role, unit, from_date, until_date)
    if not 1 <= len(name.strip()) <= 40:
        raise RuleBroken("姓名请填写1到40个字", "name")
    if _find(number) is not None:
        raise RuleBroken("这个手机号码已有账号；要加任职请用 flask account appoint", "phone")
    account = Account(
        phone=number,
        phone_index=blind_index("phone", number),
        name=name.strip(),
        password_hash=password_hash,
        password_changed_at=at,
        must_change_password=True,
        created_at=at,
    )
    db.session.add(account)
    db.session.flush()
    audit_chain.record("account:add", at=at, kind="account", subject=account.public_id)
    _appoint(account, role, unit, from_date, until_date, at)
    return account


def appoint(
    phone: str, *, role: Role, unit_code: str, from_date: date, until_date: date | None = None, at: datetime
) -> Appointment:
    """Give somebody another appointment; they choose at sign-in which one they act in."""
    account, unit = account_of(phone), unit_by_code(unit_code)
    _check_appointment(role, unit, from_date, until_date)
    return _appoint(account, role, unit, from_date, until_date, at)


def disable_account(phone: str, *, at: datetime) -> Account:
    """Close an account: its sessions end at once, its work stays. Its appointments end today."""
    account = account_of(phone)
    if account.disabled_at is not None:
        raise RuleBroken("这个账号已经停用", "phone")
    account.disabled_at = at
    today = beijing_date(at)
    db.session.execute(
        update(Appointment)
        .where(
            Appointment.account_id == account.id,
            Appointment.from_date <= today,
            Appointment.until_date.is_(None) | (Appointment.until_date > today),
        )
        .values(until_date=today)
    )
    _end_sessions(account, at)
    audit_chain.record("account:disable", at=at, kind="account", subject=account.public_id)
    return account


def reset_password(phone: str, *, password_hash: str, at: datetime) -> Account:
    """Give an account a new password, to be changed at the next sign-in; sessions end, wrong tries are forgiven."""
    account = account_of(phone)
    if account.disabled_at is not None:
        raise RuleBroken("这个账号已经停用，不能重设密码", "phone")
    account.password_hash, account.password_changed_at, account.must_change_password = password_hash, at, True
    _end_sessions(account, at)
    db.session.execute(
        update(SignInTry).where(SignInTry.phone_index == account.phone_index).values(forgiven=True)
    )
    audit_chain.record("account:reset", at=at, kind="account", subject=account.public_id)
    return account


def account_of(phone: str) -> Account:
    """The account that signs in with this phone. Raises RuleBroken where there is none."""
    account = _find(read_mobile(phone))
    if account is None:
        raise RuleBroken("没有用这个手机号码的账号，请核对", "phone")
    return account


def _find(number: str) -> Account | None:
    return db.session.scalar(select(Account).where(Account.phone_index == blind_index("phone", number)))


def _check_appointment(role: Role, unit: Unit, from_date: date, until_date: date | None) -> None:
    if unit.kind != role.unit_kind:
        raise RuleBroken(f"{role.label}在{_KINDS[role.unit_kind]}任职，请核对单位代码", "unit")
    if until_date is not None and until_date < from_date:
        raise RuleBroken("任职的截止日期早于起始日期，请核对", "until")


def _appoint(
    account: Account, role: Role, unit: Unit, from_date: date, until_date: date | None, at: datetime
) -> Appointment:
    appointment = Appointment(
        account_id=account.id, role=role.value, unit_id=unit.id, from_date=from_date, until_date=until_date
    )
    db.session.add(appointment)
    db.session.flush()
    audit_chain.record("account:appoint", at=at, kind="account", subject=account.public_id, detail=role.value)
    return appointment


def _end_sessions(account: Account, at: datetime) -> None:
    db.session.execute(
        update(SignInSession)
        .where(SignInSession.account_id == account.id, SignInSession.ended_at.is_(None))
        .values(ended_at=at)
    )
