"""What must be kept whatever the request's own transaction does: reads, searches, refusals, wrong tries, last seen.

Collected while the request runs and written in one short transaction after the first has ended. A page with
personal data is not sent when its row in the journal cannot be written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from flask import Response, current_app, g
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import ServiceUnavailable

from mhapp import clock, db
from mhapp.services import audit_chain, sessions
from mhapp.web.source import request_source

LAST_SEEN_STEP = timedelta(minutes=1)


def note(
    act: str,
    *,
    kind: str | None = None,
    subject: str | None = None,
    count: int | None = None,
    detail: str | None = None,
) -> None:
    """Keep that the signed-in person did `act` (`patient:read`) on `subject` (a public id)."""
    _keep(act, kind, [subject], count, detail)


def note_each(act: str, *, kind: str, subjects: Iterable[str]) -> None:
    """Keep that the signed-in person did `act` on each of these, a row each."""
    _keep(act, kind, list(subjects), None, None)


def _keep(
    act: str, kind: str | None, subjects: Sequence[str | None], count: int | None, detail: str | None
) -> None:
    by = current_user.viewer if current_user.is_authenticated else None
    at, source = clock.now(), request_source()

    def write() -> None:
        for subject in subjects:
            audit_chain.record(
                act, at=at, by=by, kind=kind, subject=subject, count=count, detail=detail, source=source
            )

    afterwards(write)


def afterwards(write: Callable[[], None]) -> None:
    """Keep a write for the journal's transaction, which runs even when the request was refused."""
    if "journal" not in g:
        g.journal = []
    g.journal.append(write)


def _note_last_seen() -> None:
    opened = getattr(g, "open_session", None)
    now = clock.now()
    if opened and now - opened.last_seen_at >= LAST_SEEN_STEP:
        afterwards(lambda: sessions.touch_session(opened.id, at=now))


def write_journal(response: Response) -> Response:
    """Write what was collected. Registered to run after every request."""
    _note_last_seen()
    writes = g.pop("journal", [])
    if not writes:
        return response
    try:
        with db.transaction():
            db.session().info["audit_source"] = request_source()
            for write in writes:
                write()
        _log_head_once_a_day()
    except SQLAlchemyError:
        current_app.logger.error("the journal could not be written")
        return current_app.make_response(current_app.handle_http_exception(ServiceUnavailable()))
    return response


def _log_head_once_a_day() -> None:
    """The day's first journal puts the chain's head into the log, where the database's owner cannot cut it off."""
    today = clock.today().isoformat()
    if current_app.extensions.get("audit_head_day") != today:
        current_app.extensions["audit_head_day"] = today
        current_app.logger.info("audit head %s", audit_chain.head())
        db.session.rollback()
