"""Screening rounds as their readers see them: a village's quarter with its households, a township's half-year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

from mhapp import db
from mhapp.domain.roles import UnitKind
from mhapp.domain.screening import Coverage, HouseholdOutcome, Span, period_label
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, HouseholdEntry, Lead, ScreeningRound, Unit
from mhapp.queries.coverages import coverage_of, village_rounds
from mhapp.queries.paging import Paged, read_page
from mhapp.queries.scope import below, units_seen_by

ROUNDS_ON_A_PAGE = 32


@dataclass(frozen=True)
class RoundRow:
    """One round in a list. `coverage` is of now, or as it was when it was closed."""

    public_id: str
    unit_name: str
    label: str
    span: Span
    ends_on: date
    is_open: bool
    """Begun and not closed."""
    closed_at: datetime | None
    coverage: Coverage | None
    """None where nobody has begun it."""


@dataclass(frozen=True)
class RoundDetails:
    """One round as its page shows it."""

    public_id: str
    unit_name: str
    is_village: bool
    label: str
    ends_on: date
    area: str | None
    households: int | None
    persons: int | None
    opened_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    remark: str | None
    coverage: Coverage | None


@dataclass(frozen=True)
class HouseholdRow:
    """One household of a round. `lead`: (public id, number) of the lead found there, None until it is reported."""

    public_id: str
    number: int
    label: str
    persons: int
    seen: int
    outcome: HouseholdOutcome
    entered_at: datetime
    entered_by: str
    lead: tuple[str, str] | None


def rounds_seen_by(viewer: Viewer) -> Select[ScreeningRound]:
    """The rounds of the units in the viewer's scope, unordered."""
    return select(ScreeningRound).where(ScreeningRound.unit_id.in_(units_seen_by(viewer)))


def entries_seen_by(viewer: Viewer) -> Select[HouseholdEntry]:
    """The households of the rounds in the viewer's scope, corrected ones left out."""
    return (
        select(HouseholdEntry)
        .join(ScreeningRound, ScreeningRound.id == HouseholdEntry.round_id)
        .where(ScreeningRound.unit_id.in_(units_seen_by(viewer)), HouseholdEntry.superseded_at.is_(None))
    )


def entry_waiting_for_lead(viewer: Viewer, public_id: str) -> HouseholdEntry | None:
    """A household of the viewer's own unit where a lead was found that nobody has reported yet."""
    if not public_id:
        return None
    return db.session.scalar(
        entries_seen_by(viewer).where(
            HouseholdEntry.public_id == public_id,
            ScreeningRound.unit_id == viewer.unit_id,
            HouseholdEntry.outcome == HouseholdOutcome.LEAD.value,
            HouseholdEntry.lead_id.is_(None),
        )
    )


def round_rows(viewer: Viewer, *, page: int) -> Paged[RoundRow]:
    """The rounds of the viewer's own unit, newest first; a county sees its townships'. A few statements."""
    query = select(ScreeningRound, Unit.name).join(Unit, Unit.id == ScreeningRound.unit_id)
    if viewer.role.unit_kind is UnitKind.COUNTY:
        query = query.where(below(viewer.unit_path), ScreeningRound.span == Span.HALF_YEAR.value)
    else:
        query = query.where(ScreeningRound.unit_id == viewer.unit_id)
    found = read_page(
        query.order_by(ScreeningRound.starts_on.desc(), Unit.code), page=page, size=ROUNDS_ON_A_PAGE
    )
    return found.each(lambda row: _round_row(row.ScreeningRound, row.name))


def village_rows(found: ScreeningRound) -> list[RoundRow]:
    """The villages' rounds in a township's half-year, village by village."""
    township = db.session.get_one(Unit, found.unit_id)
    rounds = village_rounds(township.path, found)
    names: dict[int, str] = {
        row.id: row.name
        for row in db.session.execute(select(Unit.id, Unit.name).where(Unit.parent_id == township.id))
    }
    return [_round_row(one, names[one.unit_id]) for one in rounds]


def _round_row(found: ScreeningRound, unit_name: str) -> RoundRow:
    return RoundRow(
        found.public_id, unit_name, period_label(found.span, found.starts_on), Span(found.span), found.ends_on,
        found.opened_at is not None and found.closed_at is None, found.closed_at, coverage_of(found),
    )  # fmt: skip


def round_details(found: ScreeningRound) -> RoundDetails:
    """What a round's page shows."""
    closer = db.session.get(Account, found.closed_by_id) if found.closed_by_id else None
    return RoundDetails(
        public_id=found.public_id,
        unit_name=db.session.get_one(Unit, found.unit_id).name,
        is_village=found.span == Span.QUARTER,
        label=period_label(found.span, found.starts_on),
        ends_on=found.ends_on,
        area=found.area,
        households=found.households,
        persons=found.persons,
        opened_at=found.opened_at,
        closed_at=found.closed_at,
        closed_by=closer.name if closer else None,
        remark=found.remark,
        coverage=coverage_of(found),
    )


def households_of(viewer: Viewer, found: ScreeningRound) -> list[HouseholdRow]:
    """A round's households in the order they were entered, corrections in the place of what they correct."""
    rows = db.session.execute(
        entries_seen_by(viewer)
        .where(HouseholdEntry.round_id == found.id)
        .join(Account, Account.id == HouseholdEntry.entered_by_id)
        .outerjoin(Lead, Lead.id == HouseholdEntry.lead_id)
        .add_columns(
            Account.name.label("by"), Lead.public_id.label("lead_id"), Lead.number.label("lead_number")
        )
        .order_by(func.coalesce(HouseholdEntry.corrects_id, HouseholdEntry.id), HouseholdEntry.id)
    )
    return [_household(row, number) for number, row in enumerate(rows, 1)]


def _household(row: Any, number: int) -> HouseholdRow:
    entry = row.HouseholdEntry
    return HouseholdRow(
        entry.public_id, number, entry.label, entry.persons, entry.seen, HouseholdOutcome(entry.outcome),
        entry.entered_at, row.by, (row.lead_id, row.lead_number) if row.lead_id else None,
    )  # fmt: skip


def round_of(entry: HouseholdEntry) -> ScreeningRound:
    """The round a household was found in."""
    return db.session.get_one(ScreeningRound, entry.round_id)
