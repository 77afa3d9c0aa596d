"""Recording that an entry, change or removal was made in a list kept elsewhere: once, by the office that owed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mhapp.clock import beijing_date
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.list_entry import GRADE_LABELS
from mhapp.domain.viewer import Viewer
from mhapp.models import ListEntry
from mhapp.services import audit_chain, dues


@dataclass(frozen=True)
class Done:
    """What somebody records: the day, the number the list gave, and the control grade where the list has one."""

    on: date
    number: str = ""
    grade: str | None = None
    grade_reason: str = ""
    remark: str = ""


def record_done(entry: ListEntry, done: Done, *, by: Viewer, at: datetime) -> None:
    """Keep that an entry, change or removal was made. Raises RuleBroken at the field that has to be mended."""
    if entry.done_at is not None or entry.dropped_at is not None:
        raise RuleBroken("这一项已经办结，请看名单里的最新情况")
    if done.on > beijing_date(at):
        raise RuleBroken("完成日期不能晚于今天", "done_on")
    grade = _grade(entry, done)
    entry.control_grade, entry.grade_reason = grade, done.grade_reason.strip() or None
    entry.done_on, entry.done_by_id, entry.done_at = done.on, by.account_id, at
    entry.number, entry.remark = done.number.strip() or None, done.remark.strip() or None
    dues.close_dues(
        entry.patient_id, {DueKind.LIST_ENTRY}, closed_by=("list_entry", entry.id),
        started_by=("list_entry", entry.id), at=at,
    )  # fmt: skip
    audit_chain.record("list_entry:done", at=at, by=by, kind="list_entry", subject=entry.public_id)


def _grade(entry: ListEntry, done: Done) -> str | None:
    """The grade to keep: the one that goes with the level unless another is recorded with a reason."""
    if entry.control_grade is None:
        return None
    grade = done.grade or entry.control_grade
    if grade not in GRADE_LABELS:
        raise RuleBroken("请选择一级或二级", "grade")
    if grade != entry.control_grade and not done.grade_reason.strip():
        raise RuleBroken("管控等级与风险等级对应的不同，请写明原因", "grade_reason")
    return grade
