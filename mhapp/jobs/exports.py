"""Makes the workbook somebody asked for, as the role they asked in may see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from mhapp import clock, db
from mhapp.clock import BEIJING
from mhapp.config import Settings
from mhapp.documents.roster_layout import SummaryLine, colour_summary, roster_layout
from mhapp.documents.sheet_filler import fill_layout
from mhapp.domain.errors import RuleBroken
from mhapp.domain.export import (
    MOST_ALONE,
    ONLY_FOR_WORK,
    ExportKind,
    SummaryColumns,
    needs_second_person,
)
from mhapp.domain.viewer import Viewer
from mhapp.models import Job, StoredFile, WorkbookTemplate
from mhapp.queries.exports import export_of_job
from mhapp.queries.patients import Wanted
from mhapp.queries.rosters import LEVEL_ORDER, columns_seen_by, level_sums, roster_lines, summary_size
from mhapp.queries.viewers import viewer_of_job
from mhapp.queries.workbook_columns import roster_columns
from mhapp.services import exports, files, jobs


def make(job: Job, settings: Settings) -> None:
    """Write the file and keep it for the one who asked."""
    today, now = clock.today(), clock.now()
    job_id, by, record = job.id, viewer_of_job(job, on=today), export_of_job(job)
    wanted, kind = exports.wanted_and_kind(record)
    layout = _layout(record.template_id, settings)
    db.session.rollback()
    if kind is ExportKind.ROSTER:
        counter = _Counter()
        data = _roster(by, wanted, layout, record.people, counter, now)
        people = counter.count
    else:
        people = summary_size(by, wanted, on=today)
        data = _summary(by, wanted, layout, people, now)
    agreed = record.decided_by_id is not None
    db.session.rollback()
    if not agreed and needs_second_person(kind, people):
        _wait(job_id, people, by)
    written = files.write_file(files.prepare_workbook(data), settings.files)
    with db.transaction():
        job = db.session.get_one(Job, job_id)
        exports.keep_made(export_of_job(job), people=people, by=by, at=clock.now())
        jobs.finish(job, written, at=clock.now())


_SUMMARY_CODES = tuple(column.code for column in SummaryColumns.columns)


def _wait(job_id: int, people: int, by: Viewer) -> None:
    """More people than when it was asked for: counted anew as it was made. Raises RuleBroken, which ends the job."""
    with db.transaction():
        record = export_of_job(db.session.get_one(Job, job_id))
        exports.wait_for_second_person(record, people=people, by=by, at=clock.now())
    raise RuleBroken(f"生成时有{people}人，超过{MOST_ALONE}人，要另一位同意")


class _Counter:
    """Counts the people that went into the file."""

    def __init__(self) -> None:
        self.count = 0

    def counted(self, lines: Iterator[dict[str, str]]) -> Iterator[dict[str, str]]:
        """The same lines."""
        for line in lines:
            self.count += 1
            yield line


def _layout(template_id: int | None, settings: Settings) -> bytes | None:
    if template_id is None:
        return None
    layout = db.session.get_one(WorkbookTemplate, template_id)
    return files.read_file(db.session.get_one(StoredFile, layout.file_id), settings.files)


def _roster(
    by: Viewer, wanted: Wanted, layout: bytes | None, people: int, counter: _Counter, now: datetime
) -> bytes:
    columns = columns_seen_by(by, roster_columns())
    lines = roster_lines(by, wanted, columns, on=clock.beijing_date(now))
    return fill_layout(
        layout or roster_layout(columns),
        counter.counted(lines),
        _words(by, people, now),
        foot_of(by, now),
        roster_columns(),
    )


def _summary(by: Viewer, wanted: Wanted, layout: bytes | None, people: int, now: datetime) -> bytes:
    today = clock.beijing_date(now)
    lines, foot = summary_lines(level_sums(by, wanted, on=today)), foot_of(by, now)
    if layout is None:
        return colour_summary(lines, unit=by.unit_name, made_on=_day(today), foot=foot)
    rows = (dict(zip(_SUMMARY_CODES, line.cells, strict=True)) for line in lines)
    return fill_layout(layout, rows, _words(by, people, now), foot, SummaryColumns())


def _words(by: Viewer, people: int, now: datetime) -> dict[str, str]:
    """What a layout may ask for outside the row that is repeated."""
    day = _day(clock.beijing_date(now))
    return {"单位": by.unit_name, "日期": day, "人数": str(people), "制表人": by.name}


def summary_lines(sums: Sequence[tuple[str, str, str | None, int]]) -> list[SummaryLine]:
    """Villages in order, each township's sum behind its last, the sum of all at the end."""
    townships: dict[str, dict[str, list[int]]] = {}
    for township, village, level, people in sums:
        counts = townships.setdefault(township, {}).setdefault(village, [0] * len(LEVEL_ORDER))
        counts[LEVEL_ORDER.index(level)] += people
    lines = []
    for township, villages in townships.items():
        lines += [SummaryLine(township, village, tuple(counts)) for village, counts in villages.items()]
        lines.append(SummaryLine(f"{township}小计", "", _sum(villages.values())))
    everybody = [counts for villages in townships.values() for counts in villages.values()]
    return [*lines, SummaryLine("合计", "", _sum(everybody))]


def foot_of(by: Viewer, now: datetime) -> str:
    """What every printed page says: who made it, for which unit, when, and that it is for work only."""
    moment = now.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
    return f"{ONLY_FOR_WORK}　{by.unit_name}　{by.name}　{moment}"


def _sum(rows: Iterable[list[int]]) -> tuple[int, ...]:
    return tuple(sum(column) for column in zip(*rows, strict=True)) or (0,) * len(LEVEL_ORDER)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
