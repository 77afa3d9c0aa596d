"""What was edited in place: the old value and the new one, encrypted, with who and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mhapp import db
from mhapp.domain.viewer import Viewer
from mhapp.models import FieldChange


def keep_changes(record: Any, values: Mapping[str, Any], *, kind: str, by: Viewer, at: datetime) -> list[str]:
    """Give a record these values and keep old and new of every one that differs; the names of those."""
    changed = [name for name, value in values.items() if getattr(record, name) != value]
    for name in changed:
        db.session.add(
            FieldChange(
                record_kind=kind,
                record_id=record.id,
                field=name,
                old=_text(getattr(record, name)),
                new=_text(values[name]),
                account_id=by.account_public_id,
                at=at,
            )
        )
        setattr(record, name, values[name])
    return changed


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
