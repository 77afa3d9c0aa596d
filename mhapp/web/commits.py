"""One commit a request, only after a success."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, make_response

from mhapp import db

View = Callable[..., Any]


def commits(view: View) -> View:
    """Keep what the view did when its answer is a success, and nothing of it otherwise.

    The transaction itself begins before anything is read (see access.begin_request).
    """

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Response:
        response = make_response(view(*args, **kwargs))
        if response.status_code < 400:
            db.finish()
        else:
            db.session.rollback()
        return response

    wrapper.commits = True  # type: ignore[attr-defined]
    return wrapper
