"""From an opaque id in a URL to a workbook that came in or went out: only to those it is for."""

from __future__ import annotations

from mhapp import db
from mhapp.domain.viewer import Viewer
from mhapp.models import WorkbookImport
from mhapp.queries.imports import imports_of


def import_from_url(viewer: Viewer, import_id: str) -> WorkbookImport | None:
    """An import of the viewer's own."""
    return db.session.scalar(imports_of(viewer).where(WorkbookImport.public_id == import_id))
