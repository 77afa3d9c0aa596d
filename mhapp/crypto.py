"""Keys, encrypted columns, blind indexes and codes. What is personal and searchable is never plain at rest.

Four keys live in one file outside the database (mode 0600, never in a backup): cookie signing, encryption
(numbered, so that it can be rotated), blind index, audit.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_NONCE_BYTES = 12
_LAST_KEY_NUMBER = 255


@dataclass(frozen=True)
class Keys:
    """The four keys. `encryption` maps a key number (1–255) to 32 bytes; `current` is the one that writes."""

    cookie: bytes
    encryption: dict[int, bytes]
    current: int
    blind_index: bytes
    audit: bytes


_keys: Keys | None = None


def make_keys_file(path: Path) -> None:
    """Write fresh keys to `path`, readable by its owner only. Raises FileExistsError rather than replace keys."""
    document = {
        "cookie": secrets.token_hex(32),
        "encryption": {"1": secrets.token_hex(32)},
        "current": 1,
        "blind_index": secrets.token_hex(32),
        "audit": secrets.token_hex(32),
    }
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(document, file, indent=1)


def load_keys(path: Path) -> Keys:
    """Read the keys file and use it from now on. Raises RuntimeError when others could read it."""
    global _keys
    if path.stat().st_mode & 0o077:
        raise RuntimeError(f"The keys file {path} can be read by others; run: chmod 600 {path}")
    document = json.loads(path.read_text())
    _keys = Keys(
        cookie=bytes.fromhex(document["cookie"]),
        encryption={int(number): bytes.fromhex(key) for number, key in document["encryption"].items()},
        current=int(document["current"]),
        blind_index=bytes.fromhex(document["blind_index"]),
        audit=bytes.fromhex(document["audit"]),
    )
    return _keys


def keys() -> Keys:
    """The keys in use. Raises RuntimeError before `load_keys`."""
    if _keys is None:
        raise RuntimeError("No keys are loaded: call load_keys() first")
    return _keys


def encrypt(data: bytes, label: str) -> bytes:
    """Encrypt with the current key; the first byte of the result is the key's number, `label` is bound to it."""
    nonce = os.urandom(_NONCE_BYTES)
    number = keys().current
    return bytes([number]) + nonce + AESGCM(keys().encryption[number]).encrypt(nonce, data, label.encode())


def decrypt(data: bytes, label: str) -> bytes:
    """Undo `encrypt`. Raises cryptography's InvalidTag when data or label were changed."""
    nonce, rest = data[1 : 1 + _NONCE_BYTES], data[1 + _NONCE_BYTES :]
    return AESGCM(keys().encryption[data[0]]).decrypt(nonce, rest, label.encode())


class Encrypted(TypeDecorator[str]):
    """A text column encrypted at rest, labelled `table.column` so that a value cannot be moved elsewhere."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else encrypt(value.encode(), self.label)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else decrypt(bytes(value), self.label).decode()


def normalise_number(text: str) -> str:
    """An identity number or phone as it is compared: half-width, digits and a capital X only."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).upper() if c.isdigit() or c == "X")


def blind_index(kind: str, text: str) -> bytes:
    """A keyed fingerprint (16 bytes) to find a number by. `kind`: `identity`, `phone` or `phone_tail`."""
    number = normalise_number(text)
    if kind == "phone_tail":
        number = number[-4:]
    return hmac.digest(keys().blind_index, f"{kind}:{number}".encode(), "sha256")[:16]


def hmac_code(purpose: str, data: bytes, length: int = 8) -> str:
    """A short check code for paper: the first base32 characters of an HMAC over what the paper says."""
    digest = hmac.digest(keys().audit, purpose.encode() + b"\0" + data, "sha256")
    return base64.b32encode(digest).decode()[:length]


def new_public_id() -> str:
    """An opaque name for URLs and files: 16 random bytes as 26 lower-case base32 characters."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def token_hash(token: str) -> bytes:
    """What the database keeps of a secret token."""
    return hashlib.sha256(token.encode()).digest()


def add_key(path: Path) -> int:
    """Put a new encryption key into the keys file and write with it from now on; its number. Old keys stay.

    Raises RuntimeError when the numbers are used up (255). The file is replaced whole: no moment has half of it.
    """
    document = json.loads(path.read_text())
    number = max(int(known) for known in document["encryption"]) + 1
    if number > _LAST_KEY_NUMBER:
        raise RuntimeError("The keys file has used up its key numbers")
    document["encryption"][str(number)] = secrets.token_hex(32)
    document["current"] = number
    new = path.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(document, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    load_keys(path)
    return number
