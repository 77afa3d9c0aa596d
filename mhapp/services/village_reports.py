"""The village's monthly report of leads, sent also when there is nothing (零报告) [S1]."""

from __future__ import annotations

from datetime import datetime

from mhapp import db
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.viewer import Viewer
from mhapp.models import VillageReport
from mhapp.queries.village_reports import leads_reported_in
from mhapp.services import audit_chain, dues


def send_report(report: VillageReport, *, seen: str, remark: str, by: Viewer, at: datetime) -> None:
    """Send a month's report with the number of leads the village has reported, which the sender has `seen`.

    Raises RuleBroken when it is sent already, and when another lead has come meanwhile.
    """
    if report.sent_at is not None:
        raise RuleBroken("这个月的月报已经报送，不用再报")
    counted = leads_reported_in(report.unit_id, report.month)
    if seen != str(counted):
        raise RuleBroken(f"线索数刚刚变成{counted}条，请核对后再报送")
    report.leads = counted
    report.remark, report.sent_at, report.sent_by_id = remark.strip() or None, at, by.account_id
    db.session.flush()
    record = ("village_report", report.id)
    dues.close_tasks(record, {DueKind.VILLAGE_REPORT}, closed_by=record, at=at)
    audit_chain.record(
        "village_report:send",
        at=at,
        by=by,
        kind="village_report",
        subject=report.public_id,
        count=report.leads,
    )
