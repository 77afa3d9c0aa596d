"""Serving: one parent that owns the web server and the worker. It ends both together, and both end when it dies.

Both are forks of the parent, which has made the application once: starting either costs next to nothing.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from mhapp import db
from mhapp.config import Settings
from mhapp.jobs import worker

END = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
"""How we are told to end."""
PARENT_DIED = 1
"""prctl's PR_SET_PDEATHSIG: which signal a child gets when its parent is gone."""
PROCESSES, THREADS = 2, 4
PATIENCE = 30
"""Seconds a request may take to finish when all is to end."""
CHILD_PATIENCE = PATIENCE + 5
"""Seconds for a child: the web server has to outlast the requests it waits for."""
ASKED_TO_END = (0, -signal.SIGTERM, -signal.SIGINT)


class _WebServer(BaseApplication):
    """Gunicorn around an application that is made already."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._app = app
        self._settings = {
            "bind": f"{settings.host}:{settings.port}",
            "workers": PROCESSES,
            "worker_class": "gthread",
            "threads": THREADS,
            "preload_app": True,
            "loglevel": "warning",
            "graceful_timeout": PATIENCE,
            "control_socket_disable": True,
            "post_worker_init": lambda _: _hear_the_end(),
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app

    def run(self) -> None:
        _Arbiter(self).run()


class _Arbiter(Arbiter):
    """Gunicorn's parent of processes, whose children hear every word to end.

    The word that comes while a child has no handlers of its own yet would be lost, and the child be waited for in
    vain: it is held back from before the fork until the child can act on it.
    """

    def spawn_worker(self) -> Any:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        try:
            return super().spawn_worker()
        finally:
            _hear_the_end()


def _hear_the_end() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def serve(app: Flask, settings: Settings) -> int:
    """Own the web server and the worker until either ends or we are told to; the status to exit with."""
    db.disconnect()
    gc.freeze()  # what stands now is never collected, so the children go on sharing its memory
    gc.enable()
    # A word to end that comes now waits until both can be ended.
    signal.pthread_sigmask(signal.SIG_BLOCK, END)
    children = [_start(_WebServer(app, settings).run), _start(lambda: worker.main([]))]

    def end_both(*_: object) -> None:
        for child in children:
            child.terminate()

    for number in END:
        signal.signal(number, end_both)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, END)
    wait([child.sentinel for child in children])
    end_both()
    for child in children:
        _end(child)
    return 0 if all(child.exitcode in ASKED_TO_END for child in children) else 1


def _start(work: Callable[[], None]) -> ForkProcess:
    parent = os.getpid()

    def run() -> None:
        # A group of its own keeps the terminal's Ctrl+C for the parent, which then ends both in order.
        os.setpgid(0, 0)
        ctypes.CDLL(None).prctl(PARENT_DIED, signal.SIGTERM)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, END)
        if os.getppid() == parent:  # it may have died before we asked to be told
            work()

    child = get_context("fork").Process(target=run)
    child.start()
    return child


def _end(child: ForkProcess) -> None:
    """Wait until a child has finished what it was doing; one that does not is killed."""
    child.join(CHILD_PATIENCE)
    if child.is_alive():
        child.kill()
        child.join()
