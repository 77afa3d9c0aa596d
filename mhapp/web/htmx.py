"""htmx without losing plain HTML: one way to redirect, one way to answer with a page or its part."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template, request


def is_htmx() -> bool:
    """Whether htmx asked. Never a permission."""
    return request.headers.get("HX-Request") == "true"


def go_to(url: str) -> Response:
    """Move the whole window, also when htmx asked for a part: 204 with HX-Redirect, else 303."""
    if is_htmx():
        response = make_response("", 204)
        response.headers["HX-Redirect"] = url
        return response
    return make_response(redirect(url, 303))


def render_page_or_part(page: str, part: str, status: int = 200, **context: Any) -> Response:
    """The part to htmx, the page that includes it to everybody else."""
    response = make_response(render_template(part if is_htmx() else page, **context), status)
    response.vary.add("HX-Request")
    return response
