"""The one clock. Everything else is handed its instants and days.

Instants are aware and in UTC; days are Beijing days by a fixed UTC+8, which China has kept since 1991.
`MHAPP_NOW` (ISO 8601 with offset) starts the clock at that instant, for the demo and the browser tests.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")

_started_at = time.monotonic()
_start = os.environ.get("MHAPP_NOW")
_base: datetime | None = datetime.fromisoformat(_start).astimezone(UTC) if _start else None


def now() -> datetime:
    """The present instant, aware, in UTC."""
    if _base is None:
        return datetime.now(UTC)
    return _base + timedelta(seconds=time.monotonic() - _started_at)


def today() -> date:
    """The present Beijing day."""
    return beijing_date(now())


def beijing_date(instant: datetime) -> date:
    """The Beijing day an aware instant falls on."""
    return instant.astimezone(BEIJING).date()


def start_at(instant: datetime | None) -> None:
    """Start the clock at an instant (None: the real time). For the demo command and tests."""
    global _base, _started_at
    _base = instant.astimezone(UTC) if instant else None
    _started_at = time.monotonic()
