"""Pages of a person's file: hung in a part, put in order, taken out with a reason. Nothing is erased."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.errors import RuleBroken
from mhapp.domain.file_page import PageKind, Part, kinds_of
from mhapp.domain.viewer import Viewer
from mhapp.models import FilePage, Patient, StoredFile
from mhapp.services import audit_chain, files

LONGEST_TITLE = 40
FEWEST_LETTERS = 4
MOST_PAGES = 300
"""Of one person. More would be a box, not a file [A]."""


def add_page(
    patient: Patient,
    part: int,
    written: files.WrittenFile,
    *,
    title: str,
    dated: date,
    by: Viewer,
    at: datetime,
    kind: PageKind | None = None,
    thumbnail: files.WrittenFile | None = None,
) -> FilePage:
    """Hang a written photo at the end of a part; without a kind it is what that part usually holds.

    Raises RuleBroken for a day to come, a kind of another part, or a file that is full.
    """
    where, kind = Part(part), kind or kinds_of(Part(part))[0]
    if kind.part is not where:
        raise RuleBroken(f"{kind.label}不在{where.label}这一部分，请重新选择", "kind")
    if dated > beijing_date(at):
        raise RuleBroken("材料上的日期不能晚于今天", "dated")
    if _count(patient) >= MOST_PAGES:
        raise RuleBroken(f"一份档案最多放{MOST_PAGES}页，请先把多余的页撤下")
    stored = files.add_row(written, account_id=by.account_id, at=at)
    small = files.add_row(thumbnail, account_id=by.account_id, at=at) if thumbnail else None
    return hang_file(patient, kind, stored, title=title, dated=dated, by=by, at=at, thumbnail=small)


def hang_file(
    patient: Patient,
    kind: PageKind,
    stored: StoredFile,
    *,
    title: str,
    dated: date,
    by: Viewer,
    at: datetime,
    thumbnail: StoredFile | None = None,
) -> FilePage:
    """Hang a photo that another record already keeps (a certificate handed in with the diagnosis)."""
    page = FilePage(
        patient_id=patient.id,
        part=kind.part.value,
        kind=kind.value,
        title=(title.strip() or kind.label)[:LONGEST_TITLE],
        dated=dated,
        position=_last_position(patient, kind.part) + 1,
        file_id=stored.id,
        thumbnail_id=thumbnail.id if thumbnail else None,
        added_by_id=by.account_id,
        added_role=by.role.value,
        added_at=at,
    )
    db.session.add(page)
    db.session.flush()
    audit_chain.record(
        "file_page:add", at=at, by=by, kind="patient", subject=patient.public_id, detail=kind.value
    )
    return page


def move_page(page: FilePage, patient: Patient, *, up: bool, by: Viewer, at: datetime) -> bool:
    """Swap a page with its neighbour within the part; whether there was one."""
    order = FilePage.position.desc() if up else FilePage.position
    beyond = FilePage.position < page.position if up else FilePage.position > page.position
    neighbour = db.session.scalar(
        select(FilePage)
        .where(
            FilePage.patient_id == page.patient_id,
            FilePage.part == page.part,
            FilePage.withdrawn_at.is_(None),
            beyond,
        )
        .order_by(order)
        .limit(1)
    )
    if neighbour is None:
        return False
    page.position, neighbour.position = neighbour.position, page.position
    db.session.flush()
    audit_chain.record("file_page:move", at=at, by=by, kind="patient", subject=patient.public_id)
    return True


def withdraw_page(page: FilePage, patient: Patient, reason: str, *, by: Viewer, at: datetime) -> None:
    """Take a wrong page out of the file; it stays, struck through, with who took it out and why. Raises RuleBroken."""
    if page.withdrawn_at is not None:
        raise RuleBroken("这一页已经撤下了")
    if len(reason.strip()) < FEWEST_LETTERS:
        raise RuleBroken(f"请写清楚为什么撤下，至少{FEWEST_LETTERS}个字", "reason")
    page.withdrawn_at, page.withdrawn_by_id, page.withdrawn_reason = at, by.account_id, reason.strip()
    db.session.flush()
    audit_chain.record(
        "file_page:withdraw", at=at, by=by, kind="patient", subject=patient.public_id, detail=page.kind
    )


def _count(patient: Patient) -> int:
    return (
        db.session.scalar(
            select(func.count()).where(FilePage.patient_id == patient.id, FilePage.withdrawn_at.is_(None))
        )
        or 0
    )


def _last_position(patient: Patient, part: Part) -> int:
    return (
        db.session.scalar(
            select(func.max(FilePage.position)).where(
                FilePage.patient_id == patient.id, FilePage.part == part.value
            )
        )
        or 0
    )
