"""Signing in, acting in one appointment, signing out. Sessions live in the database; the browser holds a token."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, or_, select, update

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.crypto import blind_index, token_hash
from mhapp.domain.errors import RuleBroken
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Appointment, SignInSession, SignInTry, Unit
from mhapp.services import audit_chain
from mhapp.services.passwords import verify_password

SESSION_LENGTH = timedelta(hours=12)
OFFICE_IDLE = timedelta(minutes=30)
VILLAGE_IDLE = timedelta(hours=12)
"""A cadre's phone goes in and out of signal all day; until devices are enrolled the length alone ends it."""
TRIES_ALLOWED = 10
PAUSE = timedelta(minutes=15)
PAUSED = "密码输错次数太多，请15分钟后再试"
WRONG = "手机号或密码不对，请再试一次"


@dataclass(frozen=True)
class OpenSession:
    """A session that holds: its row's id, who acts, and when it was last seen."""

    id: int
    viewer: Viewer
    last_seen_at: datetime
    must_change_password: bool


def _appointments_on(account_id: int, day: date) -> list[tuple[Appointment, Unit]]:
    rows = db.session.execute(
        select(Appointment, Unit)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(
            Appointment.account_id == account_id,
            Appointment.from_date <= day,
            or_(Appointment.until_date.is_(None), Appointment.until_date >= day),
        )
        .order_by(Appointment.from_date.desc(), Appointment.id)
    )
    return [(row[0], row[1]) for row in rows]


def appointments_of(viewer: Viewer, at: datetime) -> list[tuple[Appointment, Unit]]:
    """The appointments a person may switch between today, newest first."""
    return _appointments_on(viewer.account_id, beijing_date(at))


def check_password(phone: str, password: str, *, at: datetime) -> int:
    """The account's id. Raises RuleBroken with the same words and after the same time whoever is unknown or wrong.

    Reads only; the caller keeps the wrong try (`note_wrong_try`) in a transaction of its own.
    """
    refuse_while_paused(phone, at=at)
    account = db.session.scalar(select(Account).where(Account.phone_index == blind_index("phone", phone)))
    stored = account.password_hash if account and account.disabled_at is None else None
    db.session.rollback()  # a hash takes a tenth of a second: nothing is held meanwhile
    if not verify_password(password, stored) or account is None:
        raise RuleBroken(WRONG)
    if not _appointments_on(account.id, beijing_date(at)):
        raise RuleBroken("您现在没有任职，请联系安全管理员")
    return account.id


def refuse_while_paused(phone: str, *, at: datetime) -> None:
    """Raises RuleBroken after too many wrong passwords for a phone, known or not."""
    wrong = db.session.scalar(
        select(func.count())
        .select_from(SignInTry)
        .where(
            SignInTry.phone_index == blind_index("phone", phone),
            SignInTry.at > at - PAUSE,
            SignInTry.forgiven.is_(False),
        )
    )
    if (wrong or 0) >= TRIES_ALLOWED:
        raise RuleBroken(PAUSED)


def phone_of(viewer: Viewer) -> str:
    """The phone a person signs in with."""
    return db.session.get_one(Account, viewer.account_id).phone


def note_wrong_try(phone: str, *, at: datetime) -> None:
    """Keep a wrong try, for unknown phones too."""
    db.session.add(SignInTry(phone_index=blind_index("phone", phone), at=at))


def start_session(account_id: int, *, at: datetime) -> str:
    """Open a session in the newest appointment; the token for the browser. Past wrong tries are forgiven."""
    account = db.session.get_one(Account, account_id)
    appointment, unit = _appointments_on(account.id, beijing_date(at))[0]
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignInSession(
            token_hash=token_hash(token),
            account_id=account.id,
            appointment_id=appointment.id,
            created_at=at,
            last_seen_at=at,
        )
    )
    db.session.execute(
        update(SignInTry).where(SignInTry.phone_index == account.phone_index).values(forgiven=True)
    )
    audit_chain.record("sign_in:accepted", at=at, by=_viewer(account, appointment, unit))
    return token


def _viewer(account: Account, appointment: Appointment, unit: Unit) -> Viewer:
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


# Built once: every request asks.
_OPEN = (
    select(SignInSession, Account, Appointment, Unit)
    .join(Account, Account.id == SignInSession.account_id)
    .join(Appointment, Appointment.id == SignInSession.appointment_id)
    .join(Unit, Unit.id == Appointment.unit_id)
    .where(SignInSession.token_hash == bindparam("token_hash"))
)


def open_session(token: str, *, at: datetime) -> OpenSession | None:
    """The session of a token, or None when it ended, idled out, or its account or appointment no longer holds."""
    row = db.session.execute(_OPEN, {"token_hash": token_hash(token)}).one_or_none()
    if row is None:
        return None
    session, account, appointment, unit = row
    idle = VILLAGE_IDLE if appointment.role == Role.VILLAGE_CADRE else OFFICE_IDLE
    today = beijing_date(at)
    holds = (
        session.ended_at is None
        and account.disabled_at is None
        and at < session.created_at + SESSION_LENGTH
        and at < session.last_seen_at + idle
        and appointment.from_date <= today
        and (appointment.until_date is None or appointment.until_date >= today)
    )
    if not holds:
        return None
    return OpenSession(
        id=session.id,
        viewer=_viewer(account, appointment, unit),
        last_seen_at=session.last_seen_at,
        must_change_password=account.must_change_password,
    )


def account_of_token(token: str) -> str | None:
    """Whose session a token was, ended or not: the account's public id. For handing a form back to its writer."""
    return db.session.scalar(
        select(Account.public_id)
        .join(SignInSession, SignInSession.account_id == Account.id)
        .where(SignInSession.token_hash == token_hash(token))
    )


def touch_session(session_id: int, *, at: datetime) -> None:
    """Note that a session is alive."""
    audit_chain.seen(session_id, at=at)


def end_session(session_id: int, *, by: Viewer, at: datetime) -> None:
    """Sign out."""
    db.session.execute(update(SignInSession).where(SignInSession.id == session_id).values(ended_at=at))
    audit_chain.record("sign_in:ended", at=at, by=by)


def end_sessions_of(account_id: int, *, at: datetime) -> None:
    """End every session of an account, after its rights changed: the next request meets 401."""
    db.session.execute(
        update(SignInSession)
        .where(SignInSession.account_id == account_id, SignInSession.ended_at.is_(None))
        .values(ended_at=at)
    )


def switch_appointment(session_id: int, appointment_public_id: str, *, by: Viewer, at: datetime) -> None:
    """Act in another of one's own appointments. Raises RuleBroken when it is not held today."""
    for appointment, _unit in appointments_of(by, at):
        if appointment.public_id == appointment_public_id:
            db.session.execute(
                update(SignInSession)
                .where(SignInSession.id == session_id)
                .values(appointment_id=appointment.id)
            )
            audit_chain.record(
                "appointment:switch", at=at, by=by, kind="appointment", subject=appointment_public_id
            )
            return
    raise RuleBroken("这项任职今天不在期内，请重新选择", field="appointment")


def set_elder_mode(on: bool, *, by: Viewer, at: datetime) -> None:
    """Keep the 大字版 switch on the account."""
    db.session.execute(update(Account).where(Account.id == by.account_id).values(elder_mode=on))
    audit_chain.record("own:elder_mode", at=at, by=by, detail="on" if on else "off")
