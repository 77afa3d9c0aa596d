"""The sign-in form: drawn by its own page and wherever a session has ended."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from mhapp.web.forms import SentFields


class SignInForm(FlaskForm):
    """Phone and password. No one-time key: signing in twice is no harm."""

    class Meta(SentFields):
        """Filled like every form."""

    phone = StringField(
        "手机号",
        [InputRequired("请填写手机号"), Length(max=20, message="手机号太长，请检查")],
        render_kw={"autocomplete": "username", "inputmode": "tel"},
    )
    password = PasswordField(
        "密码",
        [InputRequired("请填写密码"), Length(max=200, message="密码太长，请检查")],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()
