"""Ring the worker once the request's change is committed."""

from __future__ import annotations

from flask import Response, after_this_request, current_app


def wake_worker_afterwards() -> None:
    """Ring after the view has ended, and only after a success: before the commit there would be nothing to find."""

    @after_this_request
    def ring(response: Response) -> Response:
        if response.status_code < 400:
            current_app.extensions["wake_worker"]()
        return response
