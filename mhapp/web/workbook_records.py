"""From an opaque id in a URL to a workbook that came in or went out, or a saved search: only to those it is for."""

from __future__ import annotations

from mhapp import db
from mhapp.domain.viewer import Viewer
from mhapp.models import SavedView, WorkbookExport, WorkbookImport
from mhapp.queries.exports import exports_seen_by
from mhapp.queries.imports import imports_of
from mhapp.queries.searches import own_views
from mhapp.web.people_search import LIST_NAME


def import_from_url(viewer: Viewer, import_id: str) -> WorkbookImport | None:
    """An import of the viewer's own."""
    return db.session.scalar(imports_of(viewer).where(WorkbookImport.public_id == import_id))


def view_from_url(viewer: Viewer, view_id: str) -> SavedView | None:
    """A saved search of the viewer's own."""
    found: SavedView | None = db.session.scalar(
        own_views(viewer, LIST_NAME).where(SavedView.public_id == view_id)
    )
    return found


def export_from_url(viewer: Viewer, export_id: str) -> WorkbookExport | None:
    """An export of the viewer's own, or one the viewer may agree to."""
    return db.session.scalar(exports_seen_by(viewer).where(WorkbookExport.public_id == export_id))
