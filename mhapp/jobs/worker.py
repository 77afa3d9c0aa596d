"""The worker: `python -m mhapp.jobs.worker`. Woken by the queue, and looking by itself every minute."""

from __future__ import annotations

import os
import signal
import sys
import threading

from huey import crontab

from mhapp import clock, crypto, db
from mhapp.config import Settings, settings_from
from mhapp.jobs.daily import do_daily_work
from mhapp.jobs.queue import open_queue, task_of
from mhapp.jobs.waiting import do_waiting_work
from mhapp.services.files import sweep_orphans
from mhapp.services.made_files import remove_old_files

WITH_PARENT = "--with-parent"
"""Ends when the process that started it is gone, however that ended."""


def main(arguments: list[str]) -> None:
    """Connect, catch up on what waited while no worker ran, then serve the queue until a signal ends it."""
    settings = settings_from()
    crypto.load_keys(settings.keys_file)
    db.connect(settings.database_url)
    if WITH_PARENT in arguments:
        _end_with_parent(os.getppid())
    queue = open_queue(settings)
    task_of(queue, lambda: work(settings))
    queue.periodic_task(crontab(), name="look")(lambda: work(settings))
    queue.periodic_task(crontab(minute="7", hour="3"), name="sweep")(lambda: sweep(settings))
    queue.periodic_task(crontab(minute="5", hour="16"), name="day")(begin_day)  # 00:05 in Beijing
    begin_day()
    work(settings)
    queue.create_consumer(workers=1, periodic=True).run()


def work(settings: Settings) -> None:
    """Everything that waits."""
    try:
        do_waiting_work(settings)
    finally:
        db.session.remove()


def begin_day() -> None:
    """What the new day brings; also caught up on at every start."""
    try:
        do_daily_work()
    finally:
        db.session.remove()


def sweep(settings: Settings) -> None:
    """Remove files whose transaction never ended, and made files past their days."""
    try:
        sweep_orphans(settings.files, at=clock.now())
        with db.transaction():
            remove_old_files(settings.files, at=clock.now())
    finally:
        db.session.remove()


def _end_with_parent(parent: int) -> None:
    def watch() -> None:
        while os.getppid() == parent:
            stop.wait(1)
        os.kill(os.getpid(), signal.SIGTERM)

    stop = threading.Event()
    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    main(sys.argv[1:])
