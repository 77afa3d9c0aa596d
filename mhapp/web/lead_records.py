"""From an opaque id in a URL to a lead, a screening round or a monthly report, through the viewer's scope.

In a request that may change something the row itself is locked on PostgreSQL, so that two people who act on it do so
one after the other; SQLite's write lock already holds all.
"""

from __future__ import annotations

from typing import Any

from flask import request
from sqlalchemy import Select

from mhapp import db
from mhapp.domain.viewer import Viewer
from mhapp.models import HouseholdEntry, Lead, ScreeningRound, VillageReport
from mhapp.queries.lead_scope import leads_seen_by
from mhapp.queries.screenings import entries_seen_by, rounds_seen_by
from mhapp.queries.village_reports import reports_seen_by
from mhapp.web.access import CHANGING_METHODS


def lead_from_url(viewer: Viewer, lead_id: str) -> Lead | None:
    """The lead, or None outside the viewer's scope."""
    return _one(leads_seen_by(viewer).where(Lead.public_id == lead_id), Lead)


def round_from_url(viewer: Viewer, round_id: str) -> ScreeningRound | None:
    """A round of a unit in the viewer's scope."""
    return _one(rounds_seen_by(viewer).where(ScreeningRound.public_id == round_id), ScreeningRound)


def own_round_from_url(viewer: Viewer, round_id: str) -> ScreeningRound | None:
    """A round of the viewer's own unit: who may begin and close it."""
    own = rounds_seen_by(viewer).where(ScreeningRound.unit_id == viewer.unit_id)
    return _one(own.where(ScreeningRound.public_id == round_id), ScreeningRound)


def entry_from_url(viewer: Viewer, entry_id: str) -> HouseholdEntry | None:
    """A household of a round of the viewer's own unit, as it stands."""
    own = entries_seen_by(viewer).where(ScreeningRound.unit_id == viewer.unit_id)
    return _one(own.where(HouseholdEntry.public_id == entry_id), HouseholdEntry)


def report_from_url(viewer: Viewer, report_id: str) -> VillageReport | None:
    """A report of a village in the viewer's scope."""
    return _one(reports_seen_by(viewer).where(VillageReport.public_id == report_id), VillageReport)


def _one(query: Select[Any], model: Any) -> Any | None:
    if request.method in CHANGING_METHODS and not db.is_sqlite():
        query = query.with_for_update(of=model, key_share=True)
    return db.session.scalars(query).one_or_none()
