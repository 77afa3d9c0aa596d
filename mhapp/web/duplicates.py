"""Asking whether somebody is known in the county, with a row in the journal for every question that can answer."""

from __future__ import annotations

from datetime import date

from mhapp.queries.duplicates import RegisteredElsewhere, registered_elsewhere, reported_elsewhere
from mhapp.web import journal
from mhapp.web.access import current_viewer


def look_for_duplicates(
    *, identity_number: str | None = None, name: str | None = None, birth_date: date | None = None
) -> list[RegisteredElsewhere]:
    """Units of the viewer's county where such a person is registered. Kept as `patient:duplicates` with the number."""
    found = registered_elsewhere(
        county_path=current_viewer().county_path,
        identity_number=identity_number,
        name=name,
        birth_date=birth_date,
    )
    journal.note("patient:duplicates", count=len(found))
    return found


def look_for_leads(
    *, identity_number: str | None = None, name: str | None = None, birth_date: date | None = None
) -> list[RegisteredElsewhere]:
    """Units of the viewer's county that are at work on a lead about such a person; kept likewise."""
    found = reported_elsewhere(
        county_path=current_viewer().county_path,
        identity_number=identity_number,
        name=name,
        birth_date=birth_date,
    )
    journal.note("lead:duplicates", count=len(found))
    return found
