"""One commit a request, only after a success; a refusal gives the write lock back before its page is drawn."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, g, make_response

from mhapp import db

View = Callable[..., Any]


def commits(view: View) -> View:
    """Keep what the view did when its answer is a success, and nothing of it otherwise.

    The transaction itself begins before anything is read (see access.begin_request). Raises RuntimeError when a view
    takes for a success what it has refused before.
    """

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Response:
        response = make_response(view(*args, **kwargs))
        if response.status_code < 400:
            if g.get("refused"):
                raise RuntimeError("What a form refused was undone: answer it with 422")
            db.finish()
        else:
            db.session.rollback()
        return response

    wrapper.commits = True  # type: ignore[attr-defined]
    return wrapper


def refuse() -> None:
    """Undo what the request began to change and give back the write lock: its answer will be no.

    What is left to do, reading for the page that says so and drawing it, takes as long as a page takes, and nobody
    else who writes waits for it. Records at hand are read again when they are next asked for something.
    """
    if db.is_changing():
        g.refused = True
        db.session.rollback()
