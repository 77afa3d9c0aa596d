"""今日: who, why, by when; overdue first."""

from __future__ import annotations

from flask import render_template, request

from mhapp import clock
from mhapp.blueprints.village import bp
from mhapp.domain.permissions import Permission
from mhapp.queries.todays import today_of
from mhapp.queries.without_cadre import villages_without
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires


@bp.get("/")
@requires(Permission.VILLAGE_HOME)
def today() -> str:
    """The cadre's home. Every guardian's phone shown as a dial link is one row in the journal (domain §12)."""
    viewer, on = current_viewer(), clock.today()
    found = today_of(viewer, on=on, everything="all" in request.args)
    journal.note("due:list", count=len(found.rows), detail="village")
    dialled = {row.patient.public_id for row in found.rows if row.phone}
    journal.note_each("guardian:phone_shown", kind="patient", subjects=dialled)
    return render_template("village/today.html", today=found, on=on, without=villages_without(viewer))
