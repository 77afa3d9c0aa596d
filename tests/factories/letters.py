"""Letters in the database, and the county text they are made from."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime

from sqlalchemy import select

from mhapp.db import session
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Guardian, Letter, Patient, PolicyEdition, Unit
from mhapp.queries.responsibilities import units_of
from mhapp.services.letter_texts import KIND, publish_letter_text, shipped_text
from mhapp.services.letters import Terms, issue_letter
from tests.factories.patients import a_guardian, a_patient
from tests.factories.people import a_viewer
from tests.factories.score_sheets import SHIPPED

MORNING = datetime(2026, 8, 3, 2, tzinfo=UTC)
"""10:00 in Beijing, 3 August 2026."""
TERMS = Terms(LetterKind.RESPONSIBILITY, date(2026, 8, 1), date(2027, 7, 31))


def a_letter_text(county: Unit, effective_from: date = date(2026, 1, 1)) -> PolicyEdition:
    """The shipped text as the county's own."""
    return publish_letter_text(county, shipped_text(), effective_from=effective_from, at=MORNING)


def with_clocks(county: Unit) -> Unit:
    """The county, with the shipped clocks in force where it has none yet."""
    known = select(PolicyEdition.id).where(
        PolicyEdition.county_id == county.id, PolicyEdition.kind == "clocks"
    )
    if session.scalar(known) is None:
        session.add(
            PolicyEdition(
                county_id=county.id,
                kind="clocks",
                edition="shipped",
                effective_from=date(2020, 1, 1),
                document=tomllib.loads((SHIPPED.parent / "clocks.toml").read_text("utf-8")),
                published_at=datetime(2020, 1, 1, tzinfo=UTC),
            )
        )
        session.flush()
    return county


def ready_for_letters(patient: Patient) -> Guardian:
    """See that the patient has a guardian and the county a letter text; the guardian."""
    county = with_clocks(units_of(patient.id).county)
    published = select(PolicyEdition.id).where(
        PolicyEdition.county_id == county.id, PolicyEdition.kind == KIND
    )
    if session.scalar(published) is None:
        a_letter_text(county)
    known = session.scalar(
        select(Guardian).where(Guardian.patient_id == patient.id, Guardian.until_date.is_(None))
    )
    return known or a_guardian(patient, name="李示例")


def a_letter(
    patient: Patient | None = None,
    *,
    terms: Terms = TERMS,
    by: Viewer | None = None,
    at: datetime = MORNING,
) -> Letter:
    """An issued letter of a person, with a guardian and a county text where there is none yet."""
    patient = patient or a_patient(name="张示例")
    guardian = ready_for_letters(patient)
    by = by or a_viewer(Role.VILLAGE_CADRE, units_of(patient.id).village)
    return issue_letter(patient, guardian, terms, by=by, at=at)
