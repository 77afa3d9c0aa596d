"""Signing in and out, one's own page, health."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user
from wtforms import BooleanField, RadioField

from mhapp import clock, db
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.services import sessions
from mhapp.web import carried, journal, once
from mhapp.web.access import SignedInUser, current_viewer, public, requires
from mhapp.web.commits import commits
from mhapp.web.forms import Form
from mhapp.web.health import database_answers
from mhapp.web.htmx import go_to, is_htmx
from mhapp.web.navigation import home_url
from mhapp.web.sign_in_form import SignInForm

bp = Blueprint("auth", __name__)


class OwnForm(Form):
    """The switches of one's own page."""

    elder_mode = BooleanField("大字版")


class AppointmentForm(Form):
    """Which of one's appointments to act in."""

    appointment = RadioField("任职", validators=[])


@bp.get("/")
@public
def start() -> Response:
    """The service's own address leads home, or to sign-in."""
    if current_user.is_authenticated:
        return go_to(home_url(current_viewer()))
    return go_to(url_for("auth.sign_in"))


@bp.get("/healthz")
@public
def health() -> Response:
    """200 when the database answers, else 503; nothing more is said."""
    return make_response("", 200 if database_answers() else 503)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Response:
    """Sign in with phone and password. A wrong try is kept by the journal, whatever becomes of the request."""
    form = SignInForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        at = clock.now()
        phone = form.phone.data or ""
        try:
            account_id = sessions.check_password(phone, form.password.data or "", at=at)
            return _signed_in(account_id)
        except RuleBroken as error:
            form.form_errors.append(str(error))
            if str(error) == sessions.WRONG:
                journal.afterwards(lambda: sessions.note_wrong_try(phone, at=at))
            journal.note("sign_in:refused")
    page = "auth/_panel.html" if is_htmx() else "auth/sign_in.html"
    status = 422 if form.errors else 200
    return make_response(
        render_template(page, form=form, carried=carried.fields_to_carry(), ended=False), status
    )


def _signed_in(account_id: int) -> Response:
    with db.transaction():
        at = clock.now()
        token = sessions.start_session(account_id, at=at)
        opened = sessions.open_session(token, at=at)
        assert opened is not None
        carried.forget_old(account_id)
        filled = carried.keep_for(opened.viewer.account_public_id, account_id)
    session.clear()
    login_user(SignedInUser(token, opened))
    if is_htmx():
        response = make_response("", 204)
        response.headers["HX-Trigger"] = "signed-in"
        return response
    url = (
        f"{filled}?carried=1" if filled else _own_address(request.form.get("next")) or home_url(opened.viewer)
    )
    return make_response(redirect(url, 303))


def _own_address(address: str | None) -> str | None:
    """A path of this service, or None: nobody is led elsewhere (ASVS V3.7.2)."""
    if not address or not address.isprintable() or address.startswith("//"):
        return None
    parts = urlsplit(address)
    plain = parts.path.startswith("/") and not parts.path.startswith("//") and "\\" not in parts.path
    return address if plain and not parts.scheme and not parts.netloc else None


@bp.post("/sign-out")
@requires(Permission.OWN_SETTINGS)
@commits
def sign_out() -> Response:
    """End the session here and in the database."""
    sessions.end_session(current_user.session_id, by=current_viewer(), at=clock.now())
    session.clear()
    response = go_to(url_for(".sign_in"))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@bp.route("/own", methods=["GET", "POST"])
@requires(Permission.OWN_SETTINGS)
@commits
def own() -> Response:
    """我的: who one is, large print."""
    viewer = current_viewer()
    form = OwnForm(elder_mode=viewer.elder_mode)
    if form.is_submitted() and (again := once.claim(form)) is not None:
        return again
    if form.validate_on_submit():
        sessions.set_elder_mode(form.elder_mode.data, by=viewer, at=clock.now())
        says = "已保存，现在是大字版" if form.elder_mode.data else "已保存，现在是标准字"
        return once.receipt(form, url_for(".own"), says=says)
    held = sessions.appointments_of(viewer, clock.now())
    return make_response(render_template("auth/own.html", form=form, held=held), 422 if form.errors else 200)


@bp.post("/own/appointment")
@requires(Permission.OWN_SETTINGS)
@commits
def switch_appointment() -> Response:
    """Act in another of one's own appointments."""
    viewer = current_viewer()
    form = AppointmentForm()
    form.appointment.choices = [
        (appointment.public_id, unit.name)
        for appointment, unit in sessions.appointments_of(viewer, clock.now())
    ]
    if (again := once.claim(form)) is not None:
        return again
    if form.validate_on_submit():
        sessions.switch_appointment(current_user.session_id, form.appointment.data, by=viewer, at=clock.now())
        return once.receipt(form, url_for(".start"))
    held = sessions.appointments_of(viewer, clock.now())
    own_form = OwnForm(formdata=None, elder_mode=viewer.elder_mode)
    own_form.form_errors.append("请选择一项今天在期内的任职")
    return make_response(render_template("auth/own.html", form=own_form, held=held), 422)
