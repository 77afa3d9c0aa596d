"""The pages of a person's file, filtered by what the reader may see: what is not for them is not even read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.file_disclosure import kinds_seen_by
from mhapp.domain.file_page import PageKind, Part
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, FilePage, Patient, StoredFile
from mhapp.queries.merged_records import of_person, records_of
from mhapp.queries.scope import in_scope


@dataclass(frozen=True)
class PageRow:
    """One page as the file shows it."""

    public_id: str
    part: Part
    kind: PageKind
    title: str
    dated: date
    added_at: datetime
    added_by: str
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawn_reason: str | None
    number: int
    """Its place among the pages of its part that count, from 1; 0 once withdrawn."""


@dataclass(frozen=True)
class PartPages:
    """One part with its pages in order, withdrawn ones last."""

    part: Part
    pages: list[PageRow]


def pages_by_part(viewer: Viewer, patient: Patient) -> list[PartPages]:
    """The pages the viewer may see of a person in scope, part by part; parts without one left out. One statement."""
    rows = _rows(viewer, FilePage.patient_id.in_(records_of(patient.id)))
    return [PartPages(part, pages) for part in Part if (pages := [row for row in rows if row.part is part])]


def page_details(viewer: Viewer, page: FilePage) -> PageRow:
    """One page already loaded through the scope, with its place."""
    (row,) = [
        row
        for row in _rows(viewer, FilePage.patient_id == page.patient_id, FilePage.part == page.part)
        if row.public_id == page.public_id
    ]
    return row


def pages_seen_by(viewer: Viewer) -> Select[FilePage]:
    """The pages the viewer's role may see of people in scope."""
    return (
        select(FilePage)
        .join(Patient, of_person(FilePage.patient_id))
        .where(in_scope(viewer), FilePage.kind.in_(kinds_seen_by(viewer.role)))
    )


def standing_files(viewer: Viewer, patient: Patient) -> list[tuple[FilePage, StoredFile]]:
    """The pages that count, in the order of the file, each with its picture: for the whole file on paper."""
    return [
        (row[0], row[1])
        for row in db.session.execute(
            select(FilePage, StoredFile)
            .join(StoredFile, StoredFile.id == FilePage.file_id)
            .where(
                FilePage.patient_id.in_(records_of(patient.id)),
                FilePage.withdrawn_at.is_(None),
                FilePage.kind.in_(kinds_seen_by(viewer.role)),
            )
            .order_by(FilePage.part, FilePage.position)
        )
    ]


def _rows(viewer: Viewer, *conditions: object) -> list[PageRow]:
    adder, remover = aliased(Account), aliased(Account)
    found = db.session.execute(
        select(FilePage, adder.name, remover.name)
        .join(adder, adder.id == FilePage.added_by_id)
        .outerjoin(remover, remover.id == FilePage.withdrawn_by_id)
        .where(*conditions, FilePage.kind.in_(kinds_seen_by(viewer.role)))  # type: ignore[arg-type]
        .order_by(FilePage.part, FilePage.withdrawn_at.is_not(None), FilePage.position, FilePage.id)
    ).all()
    counted: dict[int, int] = {}
    rows = []
    for page, added_by, withdrawn_by in found:
        if page.withdrawn_at is None:
            counted[page.part] = counted.get(page.part, 0) + 1
        rows.append(
            PageRow(
                page.public_id,
                Part(page.part),
                PageKind(page.kind),
                page.title,
                page.dated,
                page.added_at,
                f"{Role(page.added_role).label} {added_by}",
                page.withdrawn_at,
                withdrawn_by,
                page.withdrawn_reason,
                0 if page.withdrawn_at else counted[page.part],
            )
        )
    return rows
