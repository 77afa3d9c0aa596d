"""Where a due that is about no patient leads: the page of what it is about."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for

from mhapp.queries.due_subjects import DueSubject

PAGES: dict[str, tuple[str, str]] = {
    "lead": ("leads.show", "lead_id"),
    "move": ("moves.show", "move_id"),
    "screening_round": ("screenings.show", "round_id"),
    "village_report": ("village_reports.show", "report_id"),
}
"""Table → (endpoint, name of the id in its address)."""


def due_url(subject: DueSubject) -> str:
    """The page of a due's subject; empty while no page shows it."""
    endpoint, name = PAGES[subject.kind]
    address: dict[str, Any] = {name: subject.public_id}
    return url_for(endpoint, **address) if endpoint in current_app.view_functions else ""
