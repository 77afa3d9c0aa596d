"""How a designation ends: with a guardian, or with what is done instead."""

from __future__ import annotations

from flask import Response

from mhapp import clock
from mhapp.blueprints.guardians import bp
from mhapp.blueprints.guardians.forms import DesignateForm, ImpossibleForm
from mhapp.blueprints.guardians.records import case_from_url
from mhapp.blueprints.guardians.steps import step
from mhapp.domain.guardianship import Basis
from mhapp.domain.permissions import Permission
from mhapp.models import Designation
from mhapp.services.designations import decide
from mhapp.services.guardians import designate_guardian
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits


@bp.route("/designations/<case_id>/guardian", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_DECIDE, load=case_from_url)
@commits
def designate(record: Designation) -> Response:
    """Somebody was designated."""
    today = clock.today()
    form = DesignateForm(basis=Basis.DESIGNATED.value, place_in_order=1, from_date=today, decided_on=today)

    def act() -> None:
        designate_guardian(record, form.facts(today), form.decision(), by=current_viewer(), at=clock.now())

    return step(record, form, act, title="登记指定的监护人", button="登记并办结")


@bp.route("/designations/<case_id>/measure", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_DECIDE, load=case_from_url)
@commits
def impossible(record: Designation) -> Response:
    """Nobody can be designated."""
    form = ImpossibleForm(decided_on=clock.today())

    def act() -> None:
        decide(record, form.decision(), None, by=current_viewer(), at=clock.now())

    return step(record, form, act, title="无法指定监护人", button="登记措施并办结")
