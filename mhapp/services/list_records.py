"""Recording that an entry, change or removal was made in a list kept elsewhere: once, by the office that owed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.list_entry import GRADE_LABELS, ListAct, check_regrade
from mhapp.domain.viewer import Viewer
from mhapp.models import ListEntry
from mhapp.queries.list_standings import may_be_regraded
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


def change_grade(entry: ListEntry, done: Done, *, by: Viewer, at: datetime) -> ListEntry:
    """Keep that the control grade in 先发 was changed there: an act of its own, so that what stood before stays.

    `entry`: what stands. Raises RuleBroken at the field that has to be mended.
    """
    if not may_be_regraded(entry) or entry.done_on is None:
        raise RuleBroken("这一项不是“先发”系统里的最新情况，请打开最新的一项再更改")
    grade = done.grade or ""
    check_regrade(
        grade, done.grade_reason, standing=entry.control_grade, on=done.on, since=entry.done_on,
        today=beijing_date(at),
    )  # fmt: skip
    changed = ListEntry(
        patient_id=entry.patient_id,
        system=entry.system,
        act=ListAct.CHANGE.value,
        control_grade=grade,
        grade_reason=done.grade_reason.strip(),
        owed_by_unit_id=entry.owed_by_unit_id,
        owed_by_role=entry.owed_by_role,
        owed_elsewhere=entry.owed_elsewhere,
        assisting_unit_id=entry.assisting_unit_id,
        asked_at=at,
        due_on=done.on,
        done_on=done.on,
        done_by_id=by.account_id,
        done_at=at,
        number=entry.number,
        remark=done.remark.strip() or None,
    )
    db.session.add(changed)
    db.session.flush()
    audit_chain.record("list_entry:regrade", at=at, by=by, kind="list_entry", subject=changed.public_id)
    return changed


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
