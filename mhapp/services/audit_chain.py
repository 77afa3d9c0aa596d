"""The audit chain: rows that name who did what on whom, each sealed over the one before with a key kept elsewhere.

Rows collect on the session and are appended as the last statements before its commit, in the same transaction
as the change they speak of.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table, Update, event, select, text
from sqlalchemy.orm import Session

from mhapp import bulk, db
from mhapp.crypto import keys
from mhapp.domain.viewer import Viewer
from mhapp.models import AuditEvent, SignInSession

_PENDING, _SEEN = "audit_pending", "session_seen"
FIRST = b"\0" * 32
"""What the first row is chained to."""


@dataclass(frozen=True)
class Source:
    """Where an act came from: the address and the request's id; both None for the program itself."""

    address: str | None = None
    request_id: str | None = None


NOWHERE = Source()


def record(
    act: str,
    *,
    at: datetime,
    by: Viewer | None = None,
    kind: str | None = None,
    subject: str | None = None,
    count: int | None = None,
    detail: str | None = None,
    source: Source | None = None,
) -> None:
    """Put one row on the chain with the running transaction. `subject` is a public id; nothing personal goes in."""
    info = db.session().info
    where = source or info.get("audit_source", NOWHERE)
    info.setdefault(_PENDING, []).append(
        {
            "at": at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000),
            "account_id": by.account_public_id if by else None,
            "role": by.role.value if by else None,
            "unit_path": by.unit_path if by else None,
            "act": act,
            "subject_kind": kind,
            "subject_id": subject,
            "count": count,
            "detail": detail,
            "source": where.address,
            "request_id": where.request_id,
        }
    )


def seal(previous: bytes, row: dict[str, Any]) -> bytes:
    """The HMAC of a row and the one before it."""
    body = json.dumps(
        {key: value.isoformat() if isinstance(value, datetime) else value for key, value in row.items()},
        sort_keys=True,
        ensure_ascii=False,
    )
    return hmac.digest(keys().audit, previous + body.encode(), "sha256")


def seen(session_id: int, *, at: datetime) -> None:
    """Note that a session is alive, with the running transaction: said in the statement that reads the chain's end."""
    db.session().info[_SEEN] = (session_id, at)


_EVENTS: Table = AuditEvent.__table__  # type: ignore[assignment]
_SESSIONS: Table = SignInSession.__table__  # type: ignore[assignment]
_LAST = select(AuditEvent.seq, AuditEvent.hmac).order_by(AuditEvent.seq.desc()).limit(1)
_END: dict[str, Any] = {
    "sqlite": text("(SELECT seq || ':' || hex(hmac) FROM audit_event ORDER BY seq DESC LIMIT 1)"),
    "postgresql": text("(SELECT seq || ':' || encode(hmac, 'hex') FROM audit_chain_end())"),
}
"""The newest row as `seq:hmac`. On PostgreSQL the end of the chain is locked until the commit (the function of
migration 005), after the session's own row; SQLite's write lock is held already."""


def append_pending(session: Session) -> None:
    """Append what has been recorded to the chain. Runs by itself before a commit."""
    pending, alive = session.info.pop(_PENDING, None), session.info.pop(_SEEN, None)
    if alive and not pending:
        session.execute(_is_alive(*alive))
    if not pending:
        return
    session.flush()
    end = _END[session.get_bind().dialect.name]
    found = session.execute(_is_alive(*alive).returning(end) if alive else select(end)).scalar()
    seq, _, last = (found or f"0:{FIRST.hex()}").partition(":")
    bulk.write(_EVENTS, [*pending[0], "seq", "hmac"], _sealed(pending, int(seq), bytes.fromhex(last)))


def _is_alive(session_id: int, at: datetime) -> Update:
    return _SESSIONS.update().where(_SESSIONS.c.id == session_id).values(last_seen_at=at)


def _sealed(rows: list[dict[str, Any]], last: int, previous: bytes) -> list[dict[str, Any]]:
    """The rows with their numbers after `last`, each sealed over the one before."""
    sealed = []
    for seq, row in enumerate(rows, start=last + 1):
        row["seq"] = seq
        previous = seal(previous, row)
        sealed.append({**row, "hmac": previous})
    return sealed


def forget_pending(session: Session) -> None:
    """Drop what was recorded by a transaction that is rolled back."""
    session.info.pop(_PENDING, None)
    session.info.pop(_SEEN, None)


event.listen(Session, "before_commit", append_pending)
event.listen(Session, "after_rollback", forget_pending)


def head() -> str:
    """The newest row as `seq:hmac`, to be kept outside the database: in each day's log and each backup."""
    last = db.session.execute(_LAST).one_or_none()
    return f"{last.seq}:{bytes(last.hmac).hex()}" if last else f"0:{FIRST.hex()}"


@dataclass(frozen=True)
class Verdict:
    """What checking the chain found. `broken_at` is the first row that does not hold; None when all hold."""

    rows: int
    broken_at: int | None
    head: str
    """`seq:hmac` to keep outside the database and hand to the next check."""
    tail_cut: bool = False

    @property
    def holds(self) -> bool:
        """Whether nothing was changed, taken out or cut off."""
        return self.broken_at is None and not self.tail_cut


def verify(known_head: str | None = None) -> Verdict:
    """Walk the whole chain. `known_head` (`seq:hmac` kept elsewhere) shows a tail that was cut off or replaced."""
    previous, expected, head_seen = FIRST, 0, known_head is None
    wanted_seq, _, wanted_mac = (known_head or "0:").partition(":")
    for event_row in db.session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).yield_per(1000):
        expected += 1
        row = {
            column: getattr(event_row, column)
            for column in (
                "at", "account_id", "role", "unit_path", "act", "subject_kind", "subject_id", "count", "detail",
                "source", "request_id", "seq",
            )
        }  # fmt: skip
        if event_row.seq != expected or not hmac.compare_digest(seal(previous, row), bytes(event_row.hmac)):
            return Verdict(expected, min(expected, event_row.seq), f"{expected}:{previous.hex()}")
        previous = bytes(event_row.hmac)
        if str(event_row.seq) == wanted_seq:
            head_seen = previous.hex() == wanted_mac
    return Verdict(expected, None, f"{expected}:{previous.hex()}", tail_cut=not head_seen)
