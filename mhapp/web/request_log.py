"""One JSON line a request: time, request id, account, endpoint, status, milliseconds. No paths, names, bodies."""

from __future__ import annotations

import json
import logging
import time

from flask import Flask, Response, g, request

from mhapp import clock
from mhapp.web.source import request_id

_log = logging.getLogger("mhapp.request")


class JsonLine(logging.Formatter):
    """A record as one JSON line; an exception as its type and the place it came from, never with its values."""

    def format(self, record: logging.LogRecord) -> str:
        if record.name == _log.name:
            return record.getMessage()
        line = {"at": clock.now().isoformat(), "level": record.levelname, "event": record.getMessage()}
        if record.exc_info and record.exc_info[1] is not None:
            line |= _where(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _where(error: BaseException) -> dict[str, str]:
    trace = error.__traceback__
    frames = []
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
        trace = trace.tb_next
    return {"error": type(error).__name__, "where": " < ".join(reversed(frames[-6:]))}


def start_watch() -> None:
    """Note when the request began."""
    g.started = time.perf_counter()


def write_line(response: Response) -> Response:
    """Write the line."""
    signed_in = g.get("open_session")
    _log.info(
        json.dumps(
            {
                "at": clock.now().isoformat(),
                "request": request_id(),
                "account": signed_in.viewer.account_public_id if signed_in else None,
                "endpoint": request.endpoint,
                "method": request.method,
                "status": response.status_code,
                "ms": round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
            }
        )
    )
    return response


def init_app(app: Flask) -> None:
    """Register the line and its format."""
    app.before_request(start_watch)
    app.after_request(write_line)
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLine())
    logger = logging.getLogger("mhapp")
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False
