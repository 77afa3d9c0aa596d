"""The list of leads of a scope, as its readers see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, func
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.demographics import age_on
from mhapp.domain.disclosure import Seen
from mhapp.domain.lead import OPEN, LeadSource, LeadState
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Lead, LeadNotice, Unit
from mhapp.queries.due_subjects import owner_of
from mhapp.queries.lead_scope import leads_seen_by

PAGE_SIZE = 50
_REPORTING = aliased(Unit)
SHOWN_STATES: dict[str, frozenset[LeadState]] = {
    "open": OPEN,
    "confirmed": frozenset({LeadState.CONFIRMED}),
    "ended": frozenset({LeadState.NOT_CONFIRMED, LeadState.CLEARED}),
}
"""What the list can be narrowed to."""


@dataclass(frozen=True)
class LeadRow:
    """One row of the list, before disclosure. Fields of disclosure.FIELDS["lead"]."""

    public_id: str
    number: str
    place: str
    name: str | None
    sex: str
    age: int | None
    found_on: date
    reported_by: str
    source: LeadSource
    state: LeadState
    waits_for_viewer: bool
    """Whether the viewer's office is still to acknowledge it."""


@dataclass(frozen=True)
class LeadPage:
    """One page of the list. `counts`: key of SHOWN_STATES → leads."""

    rows: list[Seen]
    counts: dict[str, int]
    shown: str
    page: int
    pages: int


def lead_page(viewer: Viewer, shown: str, *, page: int, on: date) -> LeadPage:
    """The leads a viewer may see in one of SHOWN_STATES, the newest first, `page` from 1. Two statements."""
    shown = shown if shown in SHOWN_STATES else "open"
    seen = leads_seen_by(viewer)
    by_state: dict[str, int] = {
        state: number
        for state, number in db.session.execute(
            seen.with_only_columns(Lead.state, func.count()).group_by(Lead.state)
        )
    }
    counts = {
        key: sum(by_state.get(state.value, 0) for state in states) for key, states in SHOWN_STATES.items()
    }
    pages = max(1, -(-counts[shown] // PAGE_SIZE))
    page = min(max(1, page), pages)
    found = db.session.execute(
        seen.join(Unit, Unit.id == Lead.unit_id)
        .join(_REPORTING, _REPORTING.id == Lead.reported_unit_id)
        .where(Lead.state.in_([state.value for state in SHOWN_STATES[shown]]))
        .with_only_columns(
            Lead.public_id, Lead.number, Lead.name, Lead.sex, Lead.birth_date, Lead.age_about, Lead.found_on,
            Lead.source, Lead.state, Lead.reported_role, Unit.name.label("place"), _REPORTING.name.label("reporting"),
            _waits_for(viewer).label("waits"),
        )
        .order_by(Lead.reported_at.desc(), Lead.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )  # fmt: skip
    return LeadPage([Seen("lead", _row(row, on), viewer.role) for row in found], counts, shown, page, pages)


def _waits_for(viewer: Viewer) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            LeadNotice.lead_id == Lead.id,
            LeadNotice.unit_id == viewer.unit_id,
            LeadNotice.role == viewer.role.value,
            LeadNotice.acknowledged_at.is_(None),
        )
        .correlate(Lead)
    )


def _row(row: Any, on: date) -> LeadRow:
    return LeadRow(
        public_id=row.public_id,
        number=row.number,
        place=row.place,
        name=row.name,
        sex=row.sex,
        age=age_on(row.birth_date, on) if row.birth_date else row.age_about,
        found_on=row.found_on,
        reported_by=owner_of(row.reporting, Role(row.reported_role)),
        source=LeadSource(row.source),
        state=LeadState(row.state),
        waits_for_viewer=row.waits,
    )
