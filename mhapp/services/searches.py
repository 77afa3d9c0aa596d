"""Keeping what somebody looked for as their own row, so that nothing personal stands in an address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete

from mhapp import db
from mhapp.domain.viewer import Viewer
from mhapp.models import SavedSearch
from mhapp.queries.searches import KEPT_FOR


def keep_search(list_name: str, criteria: Mapping[str, str], *, by: Viewer, at: datetime) -> str:
    """Keep a search on a list for a day; its opaque id. The author's outlived ones on this list go."""
    db.session.execute(
        delete(SavedSearch).where(
            SavedSearch.account_id == by.account_id,
            SavedSearch.list_name == list_name,
            SavedSearch.created_at < at - KEPT_FOR,
        )
    )
    search = SavedSearch(
        account_id=by.account_id,
        list_name=list_name,
        criteria=json.dumps(dict(criteria), ensure_ascii=False),
        created_at=at,
    )
    db.session.add(search)
    db.session.flush()
    return search.public_id
