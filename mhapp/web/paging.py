"""The pages of a list: which one was asked for, and the addresses of the others."""

from __future__ import annotations

from collections.abc import Callable

from flask import request, url_for

LAST = 100_000
"""No list has so many pages: a larger number is no page but a mistake."""


def asked_page(key: str = "page") -> int:
    """The page asked for, from 1; what is no number is the first. `key` tells several lists on one page apart."""
    return min(max(1, request.args.get(key, 1, type=int)), LAST)


def page_url(key: str = "page") -> Callable[[int], str]:
    """Number of a page → this address with that page, all else as it was asked for; at the list's own place."""
    kept = {
        name: value
        for name, value in request.args.items()
        if not name.startswith("_") and name != "endpoint"  # which is `url_for`'s own
    }
    anchor = None if key == "page" else key
    return lambda number: url_for(
        str(request.endpoint), **{**kept, **(request.view_args or {}), key: number}, _anchor=anchor
    )
