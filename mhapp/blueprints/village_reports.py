"""Monthly reports: the village sends its own, the offices see who has sent theirs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from mhapp import clock
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission, can
from mhapp.domain.roles import UnitKind
from mhapp.models import VillageReport
from mhapp.queries.paging import Paged
from mhapp.queries.village_reports import months_of, own_report_rows, report_details, report_rows
from mhapp.services.village_reports import send_report
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.forms import Form
from mhapp.web.lead_records import report_from_url
from mhapp.web.paging import asked_page

bp = Blueprint("village_reports", __name__, url_prefix="/village-reports")


class SendForm(Form):
    """The number is counted, and sent as it was seen; a remark may be added."""

    leads = HiddenField(validators=[InputRequired("请刷新页面后再报送")])

    remark = TextAreaField(
        "说明（可以不填）", [Length(max=500, message="说明最多500个字")], render_kw={"rows": 3}
    )


@bp.get("/")
@requires(Permission.VILLAGE_REPORT_READ)
def index() -> Response:
    """A village's own months; for an office the villages of one month (`month`, 2026-07)."""
    viewer, today = current_viewer(), clock.today()
    own = viewer.role.unit_kind is UnitKind.VILLAGE
    paged: Paged[Any]
    if own:
        paged, month = own_report_rows(viewer, page=asked_page(), on=today), None
        rows = paged.rows
    else:
        paged = months_of(viewer, page=asked_page(), on=today)
        month = _month([one for one, _ in paged.rows]) if paged.rows else None
        rows = report_rows(viewer, on=today, month=month) if month else []
    journal.note("village_report:list", count=len(rows))
    return make_response(
        render_template(
            "village_reports/index.html", rows=rows, paged=paged, month=month, own=own, today=today
        )
    )


@bp.get("/<report_id>")
@requires(Permission.VILLAGE_REPORT_READ, load=report_from_url)
def show(report: VillageReport) -> Response:
    """One month of one village, with the form while it is not sent."""
    return _show(report, SendForm())


@bp.post("/<report_id>/send")
@requires(Permission.VILLAGE_REPORT_SEND, load=report_from_url)
@commits
def send(report: VillageReport) -> Response:
    """Send it; the receipt is its page."""
    form = SendForm()
    if (answered := once.claim(form)) is not None:
        return answered
    if form.validate():
        try:
            send_report(
                report,
                seen=form.leads.data,
                remark=form.remark.data or "",
                by=current_viewer(),
                at=clock.now(),
            )
            return once.receipt(form, url_for(".show", report_id=report.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _show(report, form)


def _month(months: Iterable[date]) -> date:
    asked = {month.strftime("%Y-%m"): month for month in months}
    return asked.get(request.args.get("month", ""), next(iter(asked.values())))


def _show(report: VillageReport, form: SendForm) -> Response:
    journal.note("village_report:list", kind="village_report", subject=report.public_id, count=1)
    details = report_details(report)
    form.leads.data = str(details.leads)
    return make_response(
        render_template(
            "village_reports/show.html",
            form=form,
            report=details,
            sends=can(current_viewer(), Permission.VILLAGE_REPORT_SEND) and details.sent_at is None,
            today=clock.today(),
        ),
        422 if form.errors else 200,
    )
