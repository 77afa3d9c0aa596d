"""The home of a township's offices: civil affairs, peace, justice, service centre, reviewer; each sees its own part."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, make_response, render_template

from mhapp import clock
from mhapp.domain.disclosure import Group, may_see
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.permissions import Permission, can
from mhapp.queries.office_dues import NOTHING, OfficeDues, dues_in_scope
from mhapp.queries.overviews import level_counts
from mhapp.queries.policies import clocks_of
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires

bp = Blueprint("township", __name__, url_prefix="/township")
LETTERS = frozenset({DueKind.LETTER_SIGNATURE, DueKind.LETTER_EXPIRY})
UNANSWERED = frozenset({DueKind.SUGGESTION_ANSWER})


@bp.get("/")
@requires(Permission.TOWNSHIP_HOME)
def home() -> Response:
    """What this office owes; for the reviewer also unanswered suggestions (R11) and what is overdue."""
    viewer, today = current_viewer(), clock.today()
    yesterday = today - timedelta(days=1)
    decides = can(viewer, Permission.LEVEL_CHANGE_DECIDE)
    sees_people = may_see(viewer.role, Group.LEVEL)
    lists: dict[str, OfficeDues] = {
        "owed": dues_in_scope(viewer, frozenset(DueKind) - LETTERS, on=today, owed_by=viewer.role)
        if sees_people
        else NOTHING,
        "letters": dues_in_scope(
            viewer, LETTERS, on=today, until=clocks_of(viewer.unit_path, today).letters_announced(today)
        )
        if can(viewer, Permission.LETTER_ISSUE)
        else NOTHING,
        "unanswered": dues_in_scope(viewer, UNANSWERED, on=today, until=yesterday) if decides else NOTHING,
        "overdue": dues_in_scope(viewer, frozenset(DueKind) - UNANSWERED, on=today, until=yesterday)
        if decides
        else NOTHING,
    }
    counts = level_counts(viewer)
    journal.note("patient:list", count=sum(len(found.rows) for found in lists.values()))
    return make_response(
        render_template(
            "township/home.html",
            **lists,
            counts=counts if may_see(viewer.role, Group.LEVEL_VALUE) else {},
            people=sum(counts.values()),
            decides=decides,
            sees_people=sees_people,
            today=today,
        )
    )
