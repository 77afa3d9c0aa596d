"""Designations of a guardian: the ledger, one case, its receipt at the township, who is in charge, what it cost."""

from __future__ import annotations

from flask import Response, make_response, render_template, request

from mhapp import clock
from mhapp.blueprints.guardians import bp
from mhapp.blueprints.guardians.forms import CostForm, OfficerForm, ReceiveForm
from mhapp.blueprints.guardians.records import case_from_url
from mhapp.blueprints.guardians.steps import step
from mhapp.domain.designation import CostKind
from mhapp.domain.permissions import Permission
from mhapp.models import Designation
from mhapp.queries.designations import STATES, designation_ledger, designation_page
from mhapp.services.designations import add_cost, name_officer, receive
from mhapp.web import journal
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.edit_form import fingerprint
from mhapp.web.paging import asked_page


@bp.get("/designations/")
@requires(Permission.DESIGNATION_READ)
def ledger() -> Response:
    """Cases in one's scope, the open ones first."""
    cases = designation_ledger(current_viewer(), state=request.args.get("state", ""), page=asked_page())
    journal.note("designation:list", count=len(cases.found.rows))
    return make_response(
        render_template("guardians/ledger.html", cases=cases, states=STATES, today=clock.today())
    )


@bp.get("/designations/<case_id>")
@requires(Permission.DESIGNATION_READ, load=case_from_url)
def case(record: Designation) -> Response:
    """One case with what is still to do."""
    page = designation_page(current_viewer(), record)
    journal.note("designation:read", kind="patient", subject=page.patient_id)
    return make_response(render_template("guardians/case.html", case=page, today=clock.today()))


@bp.route("/designations/<case_id>/receipt", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_DECIDE, load=case_from_url)
@commits
def take(record: Designation) -> Response:
    """The township has it; its days begin."""
    form = ReceiveForm(received_on=clock.today())

    def act() -> None:
        receive(record, received_on=form.received_on.data, by=current_viewer(), at=clock.now())

    return step(record, form, act, title="登记收到日期", button="登记收到")


@bp.route("/designations/<case_id>/officer", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_DECIDE, load=case_from_url)
@commits
def officer(record: Designation) -> Response:
    """Who is in charge for now."""
    standing = {
        "name": record.officer_name,
        "post": record.officer_post,
        "phone": record.officer_phone,
        "since": record.officer_since,
    }
    form = OfficerForm(
        **standing | {"since": record.officer_since or clock.today()}, stood=fingerprint(standing)
    )

    def act() -> None:
        form.refuse_if_changed(standing)
        name_officer(record, form.officer(), by=current_viewer(), at=clock.now())

    return step(record, form, act, title="指定前的负责人", button="保存负责人")


@bp.route("/designations/<case_id>/costs", methods=["GET", "POST"])
@requires(Permission.DESIGNATION_DECIDE, load=case_from_url)
@commits
def cost(record: Designation) -> Response:
    """What the township paid."""
    form = CostForm(paid_on=clock.today())

    def act() -> None:
        add_cost(
            record, CostKind(form.kind.data), form.amount.data, paid_on=form.paid_on.data, words=form.words.data,
            by=current_viewer(), at=clock.now(),
        )  # fmt: skip

    return step(record, form, act, title="登记垫付费用", button="登记这笔费用")
