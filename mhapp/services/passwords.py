"""Passwords: Argon2id, never more than two hashes at once (64 MiB each), same time for an unknown phone."""

from __future__ import annotations

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

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
