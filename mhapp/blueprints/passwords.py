"""Changing one's own password; asked for first where somebody else has set it."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, url_for
from flask_login import current_user
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from mhapp import clock, db
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.services import passwords, sessions
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.forms import Form
from mhapp.web.source import request_source

bp = Blueprint("passwords", __name__)


class PasswordForm(Form):
    """The old one and, twice, the new one."""

    secrets = frozenset({"current", "password", "again"})
    current = PasswordField(
        "现在的密码",
        [InputRequired("请填写现在的密码"), Length(max=200, message="密码太长，请检查")],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        "新密码",
        [InputRequired("请填写新密码"), Length(max=200, message="密码太长，请缩短")],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        "再填一次新密码",
        [InputRequired("请再填一次新密码"), EqualTo("password", "两次填的新密码不一样，请重填")],
        render_kw={"autocomplete": "new-password"},
    )


@bp.route("/own/password", methods=["GET", "POST"])
@requires(Permission.OWN_SETTINGS)
def change() -> Response:
    """Change it. Hashes are made before the transaction begins: each takes a tenth of a second."""
    form = PasswordForm()
    if form.is_submitted() and (again := once.answered(form)) is not None:
        return again
    if form.validate_on_submit():
        phone, at = sessions.phone_of(current_viewer()), clock.now()
        try:
            sessions.refuse_while_paused(phone, at=at)
            new_hash = passwords.hash_of_new(form.current.data, form.password.data, by=current_viewer())
            with db.transaction():
                return _changed(form, new_hash)
        except RuleBroken as error:
            form.blame(error)
            if error.field == "current":  # guessing here is no easier than at the door
                journal.afterwards(lambda: sessions.note_wrong_try(phone, at=at))
                journal.note("own:password_refused")
    return make_response(
        render_template("auth/password.html", form=form, forced=current_user.must_change_password),
        422 if form.errors else 200,
    )


def _changed(form: PasswordForm, new_hash: str) -> Response:
    """Inside the change."""
    if (again := once.claim(form)) is not None:
        return again
    passwords.set_own(
        new_hash,
        keep_session=current_user.session_id,
        by=current_viewer(),
        at=clock.now(),
        source=request_source(),
    )
    return once.receipt(form, url_for("auth.own"), says="密码已改，下次用新密码登录")
