"""Passwords: Argon2id, never more than two hashes at once (64 MiB each), same time for an unknown phone."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import update

from mhapp import db
from mhapp.domain.errors import RuleBroken
from mhapp.domain.password_rule import check_new_password
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, SignInSession
from mhapp.services import audit_chain
from mhapp.services.audit_chain import Source

_hasher = PasswordHasher()
_two_at_once = BoundedSemaphore(2)


def hash_password(password: str) -> str:
    """The Argon2id hash to keep."""
    with _two_at_once:
        return _hasher.hash(password)


@cache
def _nobodys_hash() -> str:
    return hash_password("nobody has this password")


def verify_password(password: str, stored: str | None) -> bool:
    """Whether the password is right; takes the same time when there is no account (`stored` None)."""
    with _two_at_once:
        try:
            return _hasher.verify(stored or _nobodys_hash(), password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


@cache
def common_passwords() -> frozenset[str]:
    """Passwords everybody tries first, in lower case."""
    path = Path(__file__).resolve().parent.parent / "data" / "common_passwords.txt"
    return frozenset(path.read_text(encoding="utf-8").split())


def hash_of_new(current: str, new: str, *, by: Viewer) -> str:
    """Check one's present password and the rule for the new one; the hash to keep. Holds no transaction.

    Raises RuleBroken at `current` or `password`.
    """
    account = db.session.get_one(Account, by.account_id)
    stored, phone = account.password_hash, account.phone
    db.session.rollback()
    if not verify_password(current, stored):
        raise RuleBroken("现在的密码不对，请再填一次", field="current")
    check_new_password(new, common=common_passwords(), phone=phone)
    if new == current:
        raise RuleBroken("新密码和现在的一样，请换一个", field="password")
    return hash_password(new)


def set_own(new_hash: str, *, keep_session: int, by: Viewer, at: datetime, source: Source) -> None:
    """Keep one's new password; every other session of the account ends."""
    account = db.session.get_one(Account, by.account_id)
    account.password_hash, account.password_changed_at, account.must_change_password = new_hash, at, False
    db.session.execute(
        update(SignInSession)
        .where(
            SignInSession.account_id == by.account_id,
            SignInSession.id != keep_session,
            SignInSession.ended_at.is_(None),
        )
        .values(ended_at=at)
    )
    audit_chain.record("own:password", at=at, by=by, source=source)
