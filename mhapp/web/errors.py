"""Error pages in the same look, in plain words; the same for htmx as a message it does not swap."""

from __future__ import annotations

import logging

from flask import Flask, Response, g, make_response, render_template, request, session, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from mhapp import db
from mhapp.extensions import login_manager
from mhapp.web import carried, journal
from mhapp.web.htmx import go_to, is_htmx
from mhapp.web.sign_in_form import SignInForm

PAGES = frozenset({400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503})


def error_page(error: HTTPException) -> Response:
    """The page of a status; those without one of their own get that of 400 or 500."""
    db.session.rollback()
    status = error.code or 500
    if error.response is not None:
        return make_response(error.response)
    shown = status if status in PAGES else 400 if status < 500 else 500
    return make_response(render_template(f"errors/{shown}.html"), status)


def unexpected(error: Exception) -> Response:
    """500, or 503 when the database is busy or away. The message stays in the log, without its data."""
    logging.getLogger("mhapp").error("unexpected: %s", type(error).__name__, exc_info=error)
    session.pop("_flashes", None)  # nothing was kept, whatever the view was about to say
    if not isinstance(error, OperationalError):
        return error_page(InternalServerError())
    g.database_is_away = True  # the page is drawn without asking it who looks
    return error_page(ServiceUnavailable())


def sign_in_again() -> Response:
    """No session, or one that ended: the sign-in page with what was posted, 401; a plain first visit is sent there."""
    ended = g.get("ended_session_account")
    db.session.rollback()
    if ended is None and request.method == "GET" and not is_htmx():
        return go_to_sign_in()
    form = SignInForm(formdata=None)
    form.next.data = request.full_path.rstrip("?") if request.method == "GET" else ""
    page = "auth/_panel.html" if is_htmx() else "auth/sign_in.html"
    return make_response(
        render_template(page, form=form, carried=carried.fields_to_carry(), ended=ended is not None), 401
    )


def go_to_sign_in() -> Response:
    """303 to the sign-in page, remembering a plain address to come back to."""
    return go_to(url_for("auth.sign_in", next=request.full_path.rstrip("?")))


def csrf_failed(error: CSRFError) -> Response:
    """A signed-out browser is led to sign-in with what it typed; a signed-in one gets the 400 page."""
    if not current_user.is_authenticated:
        return sign_in_again()
    journal.note("access:csrf", detail=request.endpoint)
    return error_page(error)


def init_app(app: Flask) -> None:
    """Register the pages."""
    login_manager.unauthorized_handler(sign_in_again)
    app.register_error_handler(CSRFError, csrf_failed)
    app.register_error_handler(HTTPException, error_page)
    app.register_error_handler(Exception, unexpected)
