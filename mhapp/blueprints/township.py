"""The home of a township's offices: civil affairs, peace, justice, service centre, reviewer; each sees its own part."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, Response, make_response, render_template

from mhapp import clock
from mhapp.domain.disclosure import Group, may_see
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.permissions import Permission, can
from mhapp.domain.viewer import Viewer
from mhapp.queries.office_dues import NOTHING, OfficeDues, dues_of_kinds, overdue_dues, own_dues
from mhapp.queries.overviews import level_counts
from mhapp.queries.policies import clocks_of
from mhapp.queries.without_cadre import villages_without
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires
from mhapp.web.paging import asked_page

bp = Blueprint("township", __name__, url_prefix="/township")
LETTERS = frozenset({DueKind.LETTER_SIGNATURE, DueKind.LETTER_EXPIRY, DueKind.LETTER_NEEDED})
UNANSWERED = frozenset({DueKind.SUGGESTION_ANSWER})


@bp.get("/")
@requires(Permission.TOWNSHIP_HOME)
def home() -> Response:
    """What this office owes; for the reviewer also unanswered suggestions (R11) and what is overdue."""
    viewer, today = current_viewer(), clock.today()
    lists, counts = _lists(viewer, today), level_counts(viewer)
    journal.note("patient:list", count=sum(len(found.rows) for found in lists.values()))
    return make_response(
        render_template(
            "township/home.html",
            **lists,
            counts=counts if may_see(viewer.role, Group.LEVEL_VALUE) else {},
            people=sum(counts.values()),
            decides=can(viewer, Permission.LEVEL_CHANGE_DECIDE),
            sees_people=may_see(viewer.role, Group.LEVEL),
            today=today,
            without=villages_without(viewer) if can(viewer, Permission.CARE_ASSIGN) else [],
        )
    )


def _lists(viewer: Viewer, today: date) -> dict[str, OfficeDues]:
    """The lists an office has; those it has not are empty and not read."""
    lists = {"owed": NOTHING, "letters": NOTHING, "unanswered": NOTHING, "overdue": NOTHING}
    if may_see(viewer.role, Group.LEVEL):
        lists["owed"] = own_dues(viewer, on=today, but=LETTERS, page=asked_page("owed"))
    if can(viewer, Permission.LETTER_ISSUE):
        announced = clocks_of(viewer.unit_path, today).letters_announced(today)
        lists["letters"] = dues_of_kinds(
            viewer, LETTERS, on=today, until=announced, page=asked_page("letters")
        )
    if can(viewer, Permission.LEVEL_CHANGE_DECIDE):
        lists["unanswered"] = dues_of_kinds(
            viewer, UNANSWERED, on=today, until=today - timedelta(days=1), page=asked_page("unanswered")
        )
        lists["overdue"] = overdue_dues(viewer, on=today, but=UNANSWERED, page=asked_page("overdue"))
    return lists
