"""A step of a lead whose time has passed: its page leads back to the lead and says why."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, url_for

from mhapp.domain.errors import RuleBroken
from mhapp.models import Lead
from mhapp.web.htmx import go_to


def back_where_over(lead: Lead, check: Callable[[], None]) -> Response | None:
    """To the lead's own page where `check` refuses the step; None where it can be taken."""
    try:
        check()
    except RuleBroken as refused:
        flash(refused.message, "warn")
        return go_to(url_for("leads.show", lead_id=lead.public_id))
    return None
