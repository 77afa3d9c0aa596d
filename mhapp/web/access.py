"""Closed by default: a view opens only by what it declares, and the guard hands it the record it names.

The guard asks the role (403), then loads through the scope (404). Conditions of the record itself are rules.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, abort, current_app, g, request, url_for
from flask_login import UserMixin, current_user
from sqlalchemy import select

from mhapp import clock, db
from mhapp.domain.permissions import Permission, can
from mhapp.domain.viewer import Viewer
from mhapp.extensions import login_manager
from mhapp.models import Submission
from mhapp.services import sessions
from mhapp.web import journal
from mhapp.web.forms import ONCE_KEY
from mhapp.web.htmx import go_to
from mhapp.web.source import request_source

View = Callable[..., Any]
PUBLIC = "public"
WITH_A_BORROWED_PASSWORD = frozenset({"passwords.change", "auth.sign_out"})
"""What opens before somebody has changed a password that another person set."""
CHANGING_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class SignedInUser(UserMixin):
    """What Flask-Login carries: an opaque session token, and who acts."""

    def __init__(self, token: str, opened: sessions.OpenSession) -> None:
        self.token = token
        self.session_id = opened.id
        self.viewer = opened.viewer
        self.must_change_password = opened.must_change_password

    def get_id(self) -> str:
        return self.token


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_user(token: str) -> SignedInUser | None:
    """Session, account, appointment and unit in one query; None when any of them no longer holds."""
    opened = sessions.open_session(token, at=clock.now())
    if opened is None:
        g.ended_session_account = sessions.account_of_token(token)
        return None
    g.open_session = opened
    return SignedInUser(token, opened)


def current_viewer() -> Viewer:
    """Who acts in this request. Only behind `requires`."""
    viewer: Viewer = current_user.viewer
    return viewer


def requires(permission: Permission, *, load: Callable[..., Any] | None = None) -> Callable[[View], View]:
    """Let in who has `permission`; load the record the URL names through the viewer's scope and hand it over."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(**url_args: Any) -> Any:
            if not current_user.is_authenticated:
                return login_manager.unauthorized()
            if current_user.must_change_password and request.endpoint not in WITH_A_BORROWED_PASSWORD:
                return go_to(url_for("passwords.change"))
            if not can(current_viewer(), permission):
                journal.note("access:refused", detail=request.endpoint)
                abort(403)
            if load is None:
                return view(**url_args)
            record = load(current_viewer(), **url_args)
            return _out_of_reach() if record is None else view(record)

        wrapper.access = permission  # type: ignore[attr-defined]
        return wrapper

    return decorate


def _out_of_reach() -> Response:
    """404, or where this very form led when it was sent before: what it did may have taken the record away."""
    led_to = _first_receipt() if request.method in CHANGING_METHODS else None
    # A key used before leads to its own receipt from any address: whoever tries addresses with it is kept as well.
    again = " again" if led_to else ""
    journal.note("access:not_found", detail=f"{request.endpoint}{again}")
    return go_to(led_to) if led_to else abort(404)


def _first_receipt() -> str | None:
    key = request.form.get("once_key", "")
    if not ONCE_KEY.match(key):  # no form of ours, and perhaps a byte that PostgreSQL does not look for
        return None
    return db.session.scalar(
        select(Submission.receipt_url).where(
            Submission.account_id == current_viewer().account_id,
            Submission.key == key,
            Submission.endpoint == request.endpoint,
        )
    )


def public(view: View) -> View:
    """Open a view to everybody, signed in or not."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def begin_request() -> Response | None:
    """Refuse what declares no access, and begin the transaction a changing request needs before anything is read."""
    if "\0" in request.path or any("\0" in value for value in request.args.values()):
        abort(404)  # no record has such a name, and PostgreSQL does not even look for one
    if request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "access", None) is None:
        current_app.logger.error("a view declares no access")
        abort(403)
    db.session().info["audit_source"] = request_source()
    if request.method in CHANGING_METHODS and getattr(view, "commits", False):
        _ = request.form  # read to its end first: a bad line would hold the write lock as long as it takes
        db.begin_write()
    return None


def end_request(_: BaseException | None) -> None:
    """Give the connection back, whatever happened."""
    db.session.remove()


def init_app(app: Flask) -> None:
    """Close the application by default."""
    login_manager.session_protection = None
    login_manager.init_app(app, add_context_processor=False)
    app.before_request(begin_request)
    app.teardown_appcontext(end_request)
