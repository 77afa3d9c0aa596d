"""Reading back a search that was kept; nobody reads another person's."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from mhapp import db
from mhapp.domain.viewer import Viewer
from mhapp.models import SavedSearch, SavedView

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


@dataclass(frozen=True)
class NamedView:
    """A search under the name its author gave it."""

    public_id: str
    name: str


def views_of(viewer: Viewer, list_name: str) -> list[NamedView]:
    """The viewer's own named searches of a list, the oldest first."""
    found = db.session.execute(
        own_views(viewer, list_name)
        .with_only_columns(SavedView.public_id, SavedView.name)
        .order_by(SavedView.id)
    )
    return [NamedView(*row) for row in found]


def own_views(viewer: Viewer, list_name: str) -> Any:
    """A query for the viewer's own named searches that were not taken back."""
    return select(SavedView).where(
        SavedView.account_id == viewer.account_id,
        SavedView.list_name == list_name,
        SavedView.withdrawn_at.is_(None),
    )


def view_criteria(viewer: Viewer, list_name: str, view_id: str) -> dict[str, str] | None:
    """The criteria of the viewer's own named search; None when there is none."""
    kept = db.session.scalar(
        own_views(viewer, list_name)
        .with_only_columns(SavedView.criteria)
        .where(SavedView.public_id == view_id)
    )
    found: dict[str, str] | None = json.loads(kept) if kept is not None else None
    return found
