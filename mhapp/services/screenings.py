"""Screening rounds: begun with their numbers, filled house by house, closed with their coverage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from mhapp import db
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.screening import (
    Coverage,
    HouseholdOutcome,
    check_closing,
    check_household,
    check_not_below,
    check_numbers,
    plain_label,
)
from mhapp.domain.viewer import Viewer
from mhapp.models import HouseholdEntry, Lead, ScreeningRound
from mhapp.queries.coverages import coverage_of
from mhapp.services import audit_chain, dues


@dataclass(frozen=True)
class Household:
    """What was found at one door. `label`: 3组12号, or as the village calls it."""

    label: str
    persons: int
    seen: int
    outcome: HouseholdOutcome


def open_round(
    found: ScreeningRound, *, area: str, households: int, persons: int, by: Viewer, at: datetime
) -> None:
    """Begin a round with the area and how many there are. Before it is closed the numbers may be set again.

    Raises RuleBroken at the field to mend.
    """
    _refuse_closed(found)
    check_numbers(households, persons)
    if not area.strip():
        raise RuleBroken("请填写排查范围，例如全村", "area")
    if reached := coverage_of(found):
        check_not_below(reached, households, persons)
    found.area, found.households, found.persons = area.strip(), households, persons
    if found.opened_at is None:
        found.opened_at, found.opened_by_id = at, by.account_id
    db.session.flush()
    audit_chain.record("screening:open", at=at, by=by, kind="screening_round", subject=found.public_id)


def enter_household(
    found: ScreeningRound, household: Household, *, by: Viewer, at: datetime
) -> HouseholdEntry:
    """Keep one household. Raises RuleBroken at the field to mend."""
    _refuse_unopened(found)
    entry = _entry(found, household, by, at)
    _refuse_twice(found, entry.label)
    db.session.add(entry)
    db.session.flush()
    audit_chain.record("screening:enter", at=at, by=by, kind="screening_round", subject=found.public_id)
    return entry


def correct_household(
    entry: HouseholdEntry, household: Household, *, by: Viewer, at: datetime
) -> HouseholdEntry:
    """Put a corrected entry in the place of one; the old one stays, out of every count. Raises RuleBroken."""
    found = db.session.get_one(ScreeningRound, entry.round_id)
    _refuse_unopened(found)
    if entry.superseded_at is not None:
        raise RuleBroken("这一户已经更正过，请更正新的一条")
    if entry.lead_id is not None and household.outcome is not HouseholdOutcome.LEAD:
        raise RuleBroken("这一户已经上报了线索，结果不能改成别的", "outcome")
    corrected = _entry(found, household, by, at)
    _refuse_twice(found, corrected.label, besides=entry)
    corrected.corrects_id, corrected.lead_id = entry.id, entry.lead_id
    entry.superseded_at = at
    db.session.add(corrected)
    db.session.flush()
    audit_chain.record("screening:correct", at=at, by=by, kind="screening_round", subject=found.public_id)
    return corrected


def link_lead(entry: HouseholdEntry, lead: Lead) -> None:
    """The lead that was found in a household; the lead's own act is on the audit trail already."""
    entry.lead_id = lead.id
    db.session.flush()


def close_round(found: ScreeningRound, coverage: Coverage, *, remark: str, by: Viewer, at: datetime) -> None:
    """Close a round with what it reached; who did not see everybody says why. Closes what was owed."""
    _refuse_unopened(found)
    check_closing(coverage, remark)
    found.closed_at, found.closed_by_id = at, by.account_id
    found.closed_households, found.closed_seen = coverage.households, coverage.seen
    found.remark = remark.strip() or None
    db.session.flush()
    record = ("screening_round", found.id)
    dues.close_tasks(record, {DueKind.SCREENING}, closed_by=record, at=at)
    audit_chain.record("screening:close", at=at, by=by, kind="screening_round", subject=found.public_id)


def _entry(found: ScreeningRound, household: Household, by: Viewer, at: datetime) -> HouseholdEntry:
    if not household.label.strip():
        raise RuleBroken("请填写是哪一户，例如3组12号", "label")
    check_household(household.persons, household.seen, household.outcome)
    return HouseholdEntry(
        round_id=found.id,
        label=household.label.strip(),
        persons=household.persons,
        seen=household.seen,
        outcome=household.outcome.value,
        entered_by_id=by.account_id,
        entered_at=at,
    )


def _refuse_twice(found: ScreeningRound, label: str, *, besides: HouseholdEntry | None = None) -> None:
    """A household entered twice would count twice; who went there again corrects what stands."""
    standing = db.session.scalars(
        select(HouseholdEntry).where(
            HouseholdEntry.round_id == found.id, HouseholdEntry.superseded_at.is_(None)
        )
    )
    if plain_label(label) in {plain_label(one.label) for one in standing if one is not besides}:
        raise RuleBroken(f"{label}这一轮已经登记过，再去过的请在这一轮的列表里点开这一户更正", "label")


def _refuse_closed(found: ScreeningRound) -> None:
    if found.closed_at is not None:
        raise RuleBroken("这一轮排查已经结束，不能再改")


def _refuse_unopened(found: ScreeningRound) -> None:
    _refuse_closed(found)
    if found.opened_at is None:
        raise RuleBroken("请先填写这一轮的范围、户数和人数")
