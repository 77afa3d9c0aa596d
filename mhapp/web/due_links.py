"""Where a due leads: the page of what it is about, where that is not the person's."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for

from mhapp.queries.office_dues import DueCase
from mhapp.queries.task_subjects import DueSubject

PAGES: dict[str, tuple[str, str]] = {
    "level_decision": ("level_changes.file", "decision_id"),
    "level_proposal": ("level_changes.case", "proposal_id"),
    "lead": ("leads.show", "lead_id"),
    "move": ("moves.show", "move_id"),
    "reward_period": ("rewards.owed", "owed_id"),
    "screening_round": ("screenings.show", "round_id"),
    "village_report": ("village_reports.show", "report_id"),
    "workbook_export": ("exports.show", "export_id"),
}
"""Table → (endpoint, name of the id in its address)."""


def due_url(subject: DueSubject | DueCase) -> str:
    """The page of a due's subject; empty while no page shows it."""
    endpoint, name = PAGES[subject.kind]
    address: dict[str, Any] = {name: subject.public_id}
    return url_for(endpoint, **address) if endpoint in current_app.view_functions else ""
