"""Reading back a search that was kept; nobody reads another person's."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from sqlalchemy import select

from mhapp import db
from mhapp.domain.viewer import Viewer
from mhapp.models import SavedSearch

KEPT_FOR = timedelta(hours=24)


def search_of(viewer: Viewer, list_name: str, search_id: str, *, at: datetime) -> dict[str, str] | None:
    """The criteria of the viewer's own search on this list, or None when there is none or it is a day old."""
    kept = db.session.scalar(
        select(SavedSearch.criteria).where(
            SavedSearch.account_id == viewer.account_id,
            SavedSearch.list_name == list_name,
            SavedSearch.public_id == search_id,
            SavedSearch.created_at > at - KEPT_FOR,
        )
    )
    found: dict[str, str] | None = json.loads(kept) if kept is not None else None
    return found
