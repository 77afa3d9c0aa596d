"""A roster that comes in: handed in, looked through, then all its good rows taken in as one change, or none.

Looking through changes nothing. Taking in looks through again inside the change, so that what somebody else
registered meanwhile is not registered twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from mhapp import db
from mhapp.domain.errors import RuleBroken
from mhapp.domain.viewer import Viewer
from mhapp.domain.workbook_matches import Header, Judged, judge
from mhapp.domain.workbook_rows import Fault, RosterRow, RosterSheet, RowReader
from mhapp.models import Job, Unit, WorkbookImport
from mhapp.queries.workbook_columns import roster_columns
from mhapp.queries.workbook_matches import known_people, taken_numbers, villages_to_name
from mhapp.services import audit_chain, jobs
from mhapp.services.files import WrittenFile, add_row
from mhapp.services.known_people import Registration, wait_for_turn
from mhapp.services.registrations import register_many

LOOK_THROUGH = "import_look"
TAKE_IN = "import_take"
AT_ONCE = 300
"""Rows that are looked through and taken in while the person waits; more is work for the worker."""
STEP = 500
"""Rows between two signs of how far it is."""


def nothing(_: int) -> None:
    """Nobody is told how far it is."""


def hand_in(written: WrittenFile, rows: int, *, by: Viewer, at: datetime) -> WorkbookImport:
    """Keep a workbook that could be read, to be looked through."""
    file = add_row(written, account_id=by.account_id, at=at)
    record = WorkbookImport(
        unit_id=by.unit_id,
        account_id=by.account_id,
        file_id=file.id,
        handed_in_at=at,
        rows=rows,
        state="previewing",
    )
    db.session.add(record)
    db.session.flush()
    audit_chain.record("import:hand_in", at=at, by=by, kind="import", subject=record.public_id, count=rows)
    return record


def ask_for_work(record: WorkbookImport, kind: str, *, by: Viewer, at: datetime) -> Job:
    """Have the worker look a long sheet through, or take it in."""
    job = jobs.ask(
        kind, unit_id=by.unit_id, details={"import": record.public_id}, total=record.rows, by=by, at=at
    )
    record.job_id = job.id
    record.state = "previewing" if kind == LOOK_THROUGH else "taking"
    db.session.flush()
    return job


@dataclass(frozen=True)
class ReadRows:
    """The rows of a sheet by themselves: those that are right, and what is wrong with the others.

    `unread`: headers that mean nothing to us, so that nothing below them comes in.
    """

    rows: list[RosterRow]
    faults: list[Fault]
    header: Header
    unread: tuple[str, ...] = ()


def read_rows(
    sheet: RosterSheet, *, by: Viewer, today: date, tell: Callable[[int], None] = nothing
) -> ReadRows:
    """Read every row. The slow part, which asks nothing of the people registered: it comes before any change."""
    reader = RowReader(roster_columns(), sheet.places, sheet.headers, villages_to_name(by), today)
    rows: list[RosterRow] = []
    faults: list[Fault] = []
    for done, (number, cells) in enumerate(sheet.rows):
        if done % STEP == 0:
            tell(done)
        row, wrong = reader.read(number, cells)
        faults += wrong
        rows += [row] if row else []
    return ReadRows(rows, faults, reader.header, sheet.unknown)


def look_through(read: ReadRows, *, by: Viewer) -> Judged:
    """What each row is: good, already there, or what is wrong with it. Changes nothing; a dozen statements."""
    rows, columns = read.rows, roster_columns()
    judged = judge(rows, known_people(rows, columns, by), taken_numbers(rows, by), read.header)
    judged.faults = sorted(read.faults + judged.faults, key=lambda fault: fault.row)
    judged.unread = read.unread
    return judged


def keep_preview(record: WorkbookImport, judged: Judged) -> None:
    """Keep what was found, to be shown until somebody decides."""
    faults = [[fault.row, fault.header, fault.words] for fault in judged.faults]
    found = {"faults": faults, "unnumbered": judged.unnumbered, "unread": judged.unread}
    record.preview = json.dumps(found, ensure_ascii=False)
    record.good, record.already = len(judged.good), len(judged.already)
    record.bad = len({fault.row for fault in judged.faults})
    record.state = "previewed"
    db.session.flush()


def check_open(record: WorkbookImport) -> None:
    """Raises RuleBroken unless the import waits for a decision. Locked on PostgreSQL: it is decided once."""
    _lock(record)
    if record.state != "previewed":
        raise RuleBroken("这次导入已经办过了，请看下面的结果")
    if not record.good:
        raise RuleBroken("没有可以录入的行，请按下面说的改好后重新上传")


def take_in(record: WorkbookImport, read: ReadRows, *, by: Viewer, at: datetime) -> int:
    """Register everybody of the good rows; how many. One change: all of them or none."""
    wait_for_turn(by.county_path)
    judged = look_through(read, by=by)
    villages = {row.village.public_id for row in judged.good}
    units = {
        unit.public_id: unit for unit in db.session.scalars(select(Unit).where(Unit.public_id.in_(villages)))
    }
    people = register_many(
        [
            Registration(
                row.person,
                units[row.village.public_id],
                paper=row.paper,
                status=row.status,
                remarks=row.remarks,
            )
            for row in judged.good
        ],
        by=by,
        at=at,
        from_roster=True,
    )
    keep_preview(record, judged)
    record.state, record.taken, record.ended_at = "taken", len(people), at
    db.session.flush()
    audit_chain.record(
        "import:take", at=at, by=by, kind="import", subject=record.public_id, count=len(people)
    )
    return len(people)


def leave(record: WorkbookImport, *, by: Viewer, at: datetime) -> None:
    """Take nothing of it in. Raises RuleBroken when it was decided before."""
    _lock(record)
    if record.state != "previewed":
        raise RuleBroken("这次导入已经办过了，请看下面的结果")
    record.state, record.ended_at = "left", at
    db.session.flush()
    audit_chain.record("import:leave", at=at, by=by, kind="import", subject=record.public_id)


def back_to_preview(record: WorkbookImport) -> None:
    """Taking in could not be done: nothing was changed, and it may be asked for again."""
    record.state = "previewed"
    db.session.flush()


def _lock(record: WorkbookImport) -> None:
    db.session.refresh(record, with_for_update=None if db.is_sqlite() else True)
