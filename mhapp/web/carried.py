"""A form that was sent by a session which had ended: carried through sign-in and shown again, filled, not sent."""

from __future__ import annotations

import json
from datetime import timedelta

from flask import current_app, g, request
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import delete, select

from mhapp import clock, db
from mhapp.crypto import keys
from mhapp.domain.viewer import Viewer
from mhapp.models import SavedSearch

PREFIX = "carry-"
LIST_NAME = "carried_form"
KEPT_FOR = timedelta(hours=1)
WITH_SECRETS = frozenset({"auth.sign_in", "passwords.change"})
LEFT_OUT = frozenset({"csrf_token"})


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(keys().cookie, salt="carried-form")


def fields_to_carry() -> list[tuple[str, str]]:
    """Hidden fields for the sign-in page: what was posted, to where, and by whom; empty without an ended session."""
    owner = g.get("ended_session_account")
    if request.method != "POST" or owner is None or request.files or not _comes_back():
        return [(name, value) for name, value in request.form.items(multi=True) if name.startswith(PREFIX)]
    ticket = _signer().dumps({"owner": owner, "path": request.path})
    kept = [(f"{PREFIX}{n}", v) for n, v in request.form.items(multi=True) if n not in LEFT_OUT]
    return [(f"{PREFIX}-ticket", ticket), *kept]


def _comes_back() -> bool:
    """Whether the form can be shown again at its own address. One with passwords begins anew: they stay nowhere."""
    if request.endpoint in WITH_SECRETS or request.url_rule is None:
        return False
    rules = current_app.url_map.iter_rules()
    return any(rule.rule == request.url_rule.rule and "GET" in (rule.methods or ()) for rule in rules)


def keep_for(account_public_id: str, account_id: int) -> str | None:
    """After sign-in: keep the carried fields for their writer and answer the form's address; None for others."""
    try:
        ticket = _signer().loads(
            request.form.get(f"{PREFIX}-ticket", ""), max_age=int(KEPT_FOR.total_seconds())
        )
    except BadSignature:
        return None
    if ticket["owner"] != account_public_id:
        return None
    fields: dict[str, list[str]] = {}
    for name, value in request.form.items(multi=True):
        if name.startswith(PREFIX) and name != f"{PREFIX}-ticket":
            fields.setdefault(name.removeprefix(PREFIX), []).append(value)
    db.session.add(
        SavedSearch(
            account_id=account_id,
            list_name=LIST_NAME,
            criteria=json.dumps({"path": ticket["path"], "fields": fields}, ensure_ascii=False),
            created_at=clock.now(),
        )
    )
    return str(ticket["path"])


def take_carried() -> None:
    """Before a form page is shown: fill it with what its writer had sent from here when the session ended."""
    if request.method != "GET" or "carried" not in request.args or not current_user.is_authenticated:
        return
    viewer: Viewer = current_user.viewer
    mine = db.session.scalars(
        select(SavedSearch)
        .where(
            SavedSearch.account_id == viewer.account_id,
            SavedSearch.list_name == LIST_NAME,
            SavedSearch.created_at > clock.now() - KEPT_FOR,
        )
        .order_by(SavedSearch.id.desc())
    ).first()
    if mine is None:
        return
    kept = json.loads(mine.criteria)
    if kept["path"] == request.path:
        g.carried_fields = kept["fields"]


def forget_old(account_id: int) -> None:
    """Drop what was carried for an account before."""
    db.session.execute(
        delete(SavedSearch).where(SavedSearch.account_id == account_id, SavedSearch.list_name == LIST_NAME)
    )
