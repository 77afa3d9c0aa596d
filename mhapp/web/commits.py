"""One commit a request, only after a success."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from flask import Response, g, make_response

from mhapp import db
from mhapp.services.audit_chain import Source
from mhapp.web.source import request_source

View = Callable[..., Any]


def commits(view: View) -> View:
    """Commit once, after the view, and only if it did not answer with an error.

    The transaction itself begins before anything is read (see access.begin_request).
    """

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Response:
        response = make_response(view(*args, **kwargs))
        if response.status_code < 400:
            db.finish()
            g.receipt_stored = True
        else:
            db.session.rollback()
        return response

    wrapper.commits = True  # type: ignore[attr-defined]
    return wrapper


def begin_change(source: Source) -> None:
    """Begin a request that may change something, before the first read."""
    db.begin_write()
    db.session().info["audit_source"] = source


@contextmanager
def changing() -> Iterator[None]:
    """A change that begins inside a view, after slow work that must hold no lock: committed at its end, rolled back
    when it raises. What was read before is read again inside."""
    with db.transaction():
        db.session().info["audit_source"] = request_source()
        yield
