"""Where a request came from."""

from __future__ import annotations

from flask import g, request

from mhapp.crypto import new_public_id
from mhapp.services.audit_chain import Source


def request_id() -> str:
    """This request's id, in the log line and the audit rows."""
    if "request_id" not in g:
        g.request_id = new_public_id()
    return str(g.request_id)


def request_source() -> Source:
    """The browser's address and the request's id."""
    return Source(request.remote_addr, request_id())
