"""A workbook that goes out: asked for with a purpose, agreed to by a second person where it holds many people."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.export import (
    DAYS_KEPT,
    ExportKind,
    approving_role,
    check_purpose,
    needs_second_person,
)
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Job, Unit, WorkbookExport, WorkbookTemplate
from mhapp.queries import policies
from mhapp.queries.exports import wanted_of
from mhapp.queries.patients import Wanted
from mhapp.queries.rosters import roster_size, summary_size
from mhapp.services import audit_chain, dues
from mhapp.services.dues import RecordKey

MAKE = "export"
LONGEST_REFUSAL = 200


def ask_for_export(
    kind: ExportKind,
    wanted: Wanted,
    purpose: str,
    *,
    layout: WorkbookTemplate | None = None,
    by: Viewer,
    at: datetime,
) -> WorkbookExport:
    """Ask for a workbook: made at once, or when a second person has agreed. Raises RuleBroken where it holds nobody."""
    words = check_purpose(purpose)
    size = roster_size if kind.names_people else summary_size
    people = size(by, wanted, on=beijing_date(at))
    if not people:
        raise RuleBroken("没有符合条件的患者，请放宽条件", "village")
    waits = needs_second_person(kind, people)
    record = WorkbookExport(
        unit_id=by.unit_id,
        asked_by_id=by.account_id,
        asked_by_role=by.role.value,
        asked_at=at,
        kind=kind.value,
        purpose=words,
        criteria=json.dumps(vars(wanted), ensure_ascii=False),
        template_id=layout.id if layout else None,
        people=people,
        state="waiting" if waits else "approved",
    )
    db.session.add(record)
    db.session.flush()
    audit_chain.record("export:ask", at=at, by=by, kind="export", subject=record.public_id, count=people)
    if waits:
        _owe_approval(record, by, at)
    else:
        _ask_worker(record, at)
    return record


def decide_export(
    record: WorkbookExport, *, agree: bool, refusal: str = "", by: Viewer, at: datetime
) -> None:
    """A second person agrees or refuses. Raises RuleBroken for whoever asked, and where it is decided already."""
    # Locked on PostgreSQL, where two may decide at once: the second reads what the first did.
    db.session.refresh(record, with_for_update=None if db.is_sqlite() else True)
    if record.asked_by_id == by.account_id:
        raise RuleBroken("这是您自己申请的，要由另一位同意")
    if record.state != "waiting":
        raise RuleBroken("这份申请已经办过了")
    words = " ".join(refusal.split())
    if not agree and len(words) < 4:
        raise RuleBroken("请写明不同意的理由，至少4个字", "refusal")
    if len(words) > LONGEST_REFUSAL:
        raise RuleBroken(f"理由最多{LONGEST_REFUSAL}个字", "refusal")
    record.state = "approved" if agree else "refused"
    record.decided_by_id, record.decided_at = by.account_id, at
    record.refusal = words or None
    db.session.flush()
    dues.close_tasks(_key(record), {DueKind.EXPORT_APPROVAL}, closed_by=_key(record), at=at)
    act = "export:approve" if agree else "export:refuse"
    audit_chain.record(act, at=at, by=by, kind="export", subject=record.public_id, count=record.people)
    if agree:
        _ask_worker(record, at)


def wait_for_second_person(record: WorkbookExport, *, people: int, by: Viewer, at: datetime) -> None:
    """It holds more people now, when it was made, than one person may take out alone: it waits, nothing is kept."""
    record.state, record.people, record.job_id = "waiting", people, None
    db.session.flush()
    _owe_approval(record, by, at)
    audit_chain.record("export:grown", at=at, by=by, kind="export", subject=record.public_id, count=people)


def keep_made(record: WorkbookExport, *, people: int, by: Viewer, at: datetime) -> None:
    """The file is made: it may be fetched for some days."""
    record.people = people
    record.until = beijing_date(at) + timedelta(days=DAYS_KEPT)
    db.session.flush()
    audit_chain.record("export:make", at=at, by=by, kind="export", subject=record.public_id, count=people)


def record_download(export_id: str, people: int, *, by: Viewer, at: datetime) -> None:
    """Keep that somebody fetched the file."""
    audit_chain.record("export:download", at=at, by=by, kind="export", subject=export_id, count=people)


def wanted_and_kind(record: WorkbookExport) -> tuple[Wanted, ExportKind]:
    """What was asked for."""
    return wanted_of(record), ExportKind(record.kind)


def _owe_approval(record: WorkbookExport, by: Viewer, at: datetime) -> None:
    today, role = beijing_date(at), approving_role(by.role)
    unit = db.session.get_one(Unit, by.unit_id)
    if role is Role.COUNTY_OFFICE and unit.parent_id is not None:
        unit = db.session.get_one(Unit, unit.parent_id)
    clocks, calendar = policies.clocks_of(by.unit_path, today), policies.calendar_of(by.unit_path, today)
    dues.open_due(
        DueKind.EXPORT_APPROVAL,
        patient_id=None,
        unit_id=unit.id,
        role=role,
        started_by=_key(record),
        due_on=clocks.working_due("export_approval", today, calendar).day,
        at=at,
    )


def _ask_worker(record: WorkbookExport, at: datetime) -> None:
    """The job belongs to whoever asked for the workbook, also when somebody else has set it off by agreeing."""
    job = Job(
        kind=MAKE,
        unit_id=record.unit_id,
        asked_by_id=record.asked_by_id,
        asked_by_role=record.asked_by_role,
        asked_at=at,
        details={"export": record.public_id},
        total=record.people,
    )
    db.session.add(job)
    db.session.flush()
    record.job_id = job.id
    db.session.flush()


def _key(record: WorkbookExport) -> RecordKey:
    return ("workbook_export", record.id)
