"""Giving a search a name to come back to; taking one back. Everybody has their own, nobody sees another's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from mhapp import db
from mhapp.domain.errors import RuleBroken
from mhapp.domain.viewer import Viewer
from mhapp.models import SavedView
from mhapp.queries.searches import own_views
from mhapp.services import audit_chain

MOST = 20


def save_view(
    list_name: str, name: str, criteria: Mapping[str, str], *, by: Viewer, at: datetime
) -> SavedView:
    """Keep a search under a name. Raises RuleBroken where there are too many or nothing is looked for."""
    if not any(criteria.values()):
        raise RuleBroken("请先填好条件查找，再保存")  # without one the page has no place for a name
    count = db.session.scalar(select(func.count()).select_from(own_views(by, list_name).subquery())) or 0
    if count >= MOST:
        raise RuleBroken(f"最多保存{MOST}个，请先删去不用的", "name")
    view = SavedView(
        account_id=by.account_id,
        list_name=list_name,
        name=name,
        criteria=json.dumps(dict(criteria), ensure_ascii=False),
        created_at=at,
    )
    db.session.add(view)
    db.session.flush()
    audit_chain.record("search:save", at=at, by=by, kind="saved_view", subject=view.public_id)
    return view


def withdraw_view(view: SavedView, *, by: Viewer, at: datetime) -> None:
    """Take a named search back; the row stays, and is shown to nobody."""
    view.withdrawn_at = at
    db.session.flush()
    audit_chain.record("search:withdraw", at=at, by=by, kind="saved_view", subject=view.public_id)
