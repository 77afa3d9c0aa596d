"""The three separated administrators: system, accounts, audit. None of them opens a patient."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request, url_for

from mhapp import clock
from mhapp.domain.permissions import Permission
from mhapp.queries.administration import accounts_page, audit_page, editions, unit_numbers
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.get("/system")
@requires(Permission.SYSTEM_OVERVIEW)
def system() -> Response:
    """What is published and in force."""
    viewer = current_viewer()
    return make_response(
        render_template(
            "admin/system.html", units=unit_numbers(viewer), editions=editions(viewer, clock.today())
        )
    )


@bp.get("/accounts")
@requires(Permission.ACCOUNT_OVERVIEW)
def accounts() -> Response:
    """Accounts and appointments."""
    found = accounts_page(current_viewer(), request.args.get("page", 1, type=int))
    return make_response(
        render_template(
            "admin/accounts.html",
            found=found,
            today=clock.today(),
            url_of=lambda page: url_for(".accounts", page=page),
        )
    )


@bp.get("/audit")
@requires(Permission.AUDIT_OVERVIEW)
def audit() -> Response:
    """The audit trail; that it was read is kept too."""
    found = audit_page(current_viewer(), request.args.get("page", 1, type=int))
    journal.note("audit:read", count=len(found.rows))
    return make_response(
        render_template("admin/audit.html", found=found, url_of=lambda page: url_for(".audit", page=page))
    )
