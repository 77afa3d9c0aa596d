"""A form sent twice is stored once: the key is claimed before anything is done, in the same transaction.

Same key and same payload: the first receipt again. Same key, other payload: nothing is stored, and a page says so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Response, flash, g, make_response, render_template, request
from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mhapp import clock, db
from mhapp.crypto import new_public_id
from mhapp.models import Submission
from mhapp.web.access import current_viewer
from mhapp.web.commits import refuse
from mhapp.web.forms import ONCE_KEY, Form
from mhapp.web.htmx import go_to


def payload_hash(form: Form) -> bytes:
    """SHA-256 over endpoint, path and the form's declared fields; once a request, since photos take their time."""
    if "payload_hash" not in g:
        g.payload_hash = _hash_of(form)
    return bytes(g.payload_hash)


def _hash_of(form: Form) -> bytes:
    body = [request.endpoint, request.path, form.payload()]
    return hashlib.sha256(json.dumps(body, ensure_ascii=False).encode()).digest()


_SUBMISSION: Any = Submission.__table__


@cache
def _claiming(on_sqlite: bool) -> Any:
    insert = (sqlite if on_sqlite else postgresql).insert(_SUBMISSION)
    return insert.on_conflict_do_nothing(index_elements=["account_id", "key"]).returning(_SUBMISSION.c.id)


# Built once, as what takes a key: every form that is sent asks.
_FIRST = select(Submission).where(
    Submission.account_id == bindparam("account_id"), Submission.key == bindparam("once_key")
)
_LED_TO = (
    update(_SUBMISSION)
    .where(_SUBMISSION.c.account_id == bindparam("by_account"), _SUBMISSION.c.key == bindparam("once_key"))
    .values(receipt_url=bindparam("url"))
)


def claim(
    form: Form, *, differs: Callable[[str], Response] | None = None, leads_to: str | None = None
) -> Response | None:
    """Take the form's key, or answer with what the first submission under it led to. Call before validating.

    `leads_to`: the receipt's address, where it is known beforehand; `receipt` need not be called then.
    A refusal afterwards rolls the claim back. A second request waits for the first to end (on PostgreSQL by the
    unique index, on SQLite by the write lock), so it always sees what became of it. `differs` draws the page for
    the same key with another payload from the first one's receipt, where a form shows more than a link to it.
    """
    key = form.once_key.data or ""
    if not ONCE_KEY.match(key):
        return None  # the form does not validate with it
    account_id = current_viewer().account_id
    taken = db.session.execute(
        _claiming(db.is_sqlite()),
        {
            "account_id": account_id,
            "key": key,
            "endpoint": request.endpoint,
            "payload_hash": payload_hash(form),
            "receipt_url": leads_to,
            "at": clock.now(),
        },
    ).scalar_one_or_none()
    return None if taken is not None else answered(form, differs=differs)


def answered(form: Form, *, differs: Callable[[str], Response] | None = None) -> Response | None:
    """What the form led to when it was sent before; None when it was not. Changes nothing.

    For views whose slow part comes before the change: they ask here first, and claim inside it.
    """
    key = form.once_key.data or ""
    if not ONCE_KEY.match(key):
        return None
    first = db.session.scalar(_FIRST, {"account_id": current_viewer().account_id, "once_key": key})
    if first is None:
        return None
    if first.receipt_url and first.payload_hash == payload_hash(form):
        return go_to(first.receipt_url)
    refuse()
    form.once_key.data = new_public_id()
    if differs is not None and first.receipt_url:
        return differs(first.receipt_url)
    return make_response(render_template("errors/already_sent.html", first_url=first.receipt_url), 409)


def receipt(form: Form, url: str, *, says: str = "") -> Response:
    """Note where the submission led and go there. `says`: told on top of that page, once, where it shows no receipt."""
    if says:
        flash(says)
    db.session.execute(
        _LED_TO,
        {"by_account": current_viewer().account_id, "once_key": form.once_key.data, "url": url},
    )
    return go_to(url)
