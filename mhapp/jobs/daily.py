"""What a day brings by itself: months, quarters and half-years begin, rewards fall due, old leads lose their names."""

from __future__ import annotations

import logging
from collections.abc import Callable

from mhapp import clock, db
from mhapp.services.lead_clearing import clear_leads
from mhapp.services.recurring_dues import open_recurring
from mhapp.services.reward_dues import open_reward_dues

_log = logging.getLogger(__name__)


def do_daily_work() -> None:
    """Do it; twice a day does no harm. Each part in a transaction of its own, so that one that fails stops no other."""
    for work in (open_recurring, open_reward_dues, clear_leads):
        _try(work)


def _try(work: Callable[..., int]) -> None:
    try:
        with db.transaction():
            count = work(at=clock.now())
        _log.info("%s: %s", work.__name__, count)
    except Exception as error:
        # The worker must go on, and tomorrow comes. No words of the error are logged: they may hold a name.
        _log.error("%s failed: %s", work.__name__, type(error).__name__)
        db.session.rollback()
