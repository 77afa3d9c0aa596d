"""The ledger of letters in one's scope."""

from __future__ import annotations

from flask import Response, make_response, render_template, request, url_for

from mhapp import clock
from mhapp.blueprints.letters import bp
from mhapp.domain.permissions import Permission
from mhapp.queries.letter_ledger import GROUPS, letter_ledger
from mhapp.queries.letters import villages_seen_by
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires

LEDGER_GROUPS = {
    "to_sign": "待签字",
    "expiring": "快到期",
    "expired": "已到期",
    "in_force": "生效中",
    "ended": "已终止、作废",
}


@bp.get("/")
@requires(Permission.LETTER_READ)
def ledger() -> Response:
    """Letters in one's scope by what they ask for; `group`, `village` and `page` narrow."""
    viewer, today = current_viewer(), clock.today()
    group, village = request.args.get("group", "to_sign"), request.args.get("village", "")
    group = group if group in GROUPS else "to_sign"
    found = letter_ledger(
        viewer, group=group, village=village, page=request.args.get("page", 1, type=int), today=today
    )
    journal.note("letter:list", count=len(found.rows))
    villages = villages_seen_by(viewer)
    page = render_template(
        "letters/ledger.html",
        found=found,
        group=group,
        groups=LEDGER_GROUPS,
        village=village,
        villages=villages if len(villages) > 1 else [],
        url_of=lambda number: url_for(".ledger", group=group, village=village or None, page=number),
    )
    return make_response(page)
