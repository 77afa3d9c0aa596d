"""An office's own layout for what goes out: kept in place of the one before, or taken back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from mhapp import db
from mhapp.domain.export import ExportKind
from mhapp.domain.viewer import Viewer
from mhapp.models import WorkbookTemplate
from mhapp.services import audit_chain
from mhapp.services.files import WrittenFile, add_row


def keep_layout(written: WrittenFile, kind: ExportKind, *, by: Viewer, at: datetime) -> WorkbookTemplate:
    """Use a layout that has been checked from now on, for this kind of workbook of the viewer's own unit."""
    withdraw_layout(kind, by=by, at=at)
    file = add_row(written, account_id=by.account_id, at=at)
    layout = WorkbookTemplate(
        unit_id=by.unit_id,
        kind=kind.value,
        file_id=file.id,
        account_id=by.account_id,
        handed_in_at=at,
    )
    db.session.add(layout)
    db.session.flush()
    audit_chain.record("export:layout", at=at, by=by, kind="layout", subject=layout.public_id)
    return layout


def withdraw_layout(kind: ExportKind, *, by: Viewer, at: datetime) -> None:
    """Go back to our own layout; nothing happens where there is no other."""
    held = db.session.scalar(
        select(WorkbookTemplate).where(
            WorkbookTemplate.unit_id == by.unit_id,
            WorkbookTemplate.kind == kind.value,
            WorkbookTemplate.withdrawn_at.is_(None),
        )
    )
    if held is None:
        return
    held.withdrawn_at, held.withdrawn_by_id = at, by.account_id
    db.session.flush()
    audit_chain.record("export:layout_withdraw", at=at, by=by, kind="layout", subject=held.public_id)
