"""Guardian letters of the invented county: issued, printed and mostly signed, as the letter's service issues them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from mhapp.crypto import hmac_code
from mhapp.demo.ledger import Ledger, Row
from mhapp.demo.offices import Offices
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.letter_edition import LetterEdition
from mhapp.domain.letter_snapshot import Household, LetterSnapshot, letter_number, values_of
from mhapp.domain.letter_state import usual_end
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.roles import Role

SHARE_WITH_LETTER = 0.6
CLINIC_PHONE, VILLAGE_PHONE = "000-00000120", "000-00000110"
"""Printed on the invented letters; nobody has such a number."""


@dataclass(frozen=True)
class Wanted:
    """A letter to be written once all are known, so that numbers run by day."""

    at: datetime
    patient: Row
    guardian: Row
    offices: Offices
    signed_on: date | None


def plan_letter(ledger: Ledger, patient: Row, guardian: Row, offices: Offices, today: date) -> Wanted | None:
    """Whether a household has a letter from the past year, and from when."""
    rng: Random = ledger.rng
    if rng.random() > SHARE_WITH_LETTER or patient["status"] == "dead":
        return None
    day = max(today - timedelta(days=rng.randrange(2, 350)), patient["confirmed_on"])
    signed = day + timedelta(days=rng.randrange(0, 9))
    return Wanted(
        ledger.at(day, 16),
        patient,
        guardian,
        offices,
        signed if signed <= today and rng.random() < 0.9 else None,
    )


def write_letters(ledger: Ledger, wanted: list[Wanted], edition: LetterEdition, edition_id: int) -> None:
    """Number the letters by township and year in the order of their days, and write them."""
    for letter in sorted(wanted, key=lambda one: (one.at, one.patient["id"])):
        _write(ledger, letter, edition, edition_id)


def _write(ledger: Ledger, wanted: Wanted, edition: LetterEdition, edition_id: int) -> None:
    offices, day = wanted.offices, wanted.at.date()
    ends_on = usual_end(day, edition.term_months)
    household = Household(
        offices.township_name, offices.village_name, wanted.patient["name"], wanted.guardian["name"],
        wanted.guardian["relation"], CLINIC_PHONE, VILLAGE_PHONE,
    )  # fmt: skip
    values = values_of(household, starts_on=day, ends_on=ends_on, reward_yuan=edition.reward_yuan)
    number = letter_number(
        offices.township_short, day.year, ledger.next_number(offices.township_id, "letter", day.year)
    )
    kind = LetterKind.REWARD if ledger.rng.random() < 0.25 else LetterKind.RESPONSIBILITY
    snapshot = LetterSnapshot(number, edition.code, edition.text(kind).filled(values)).to_json()
    by = offices.cadre.account_id
    row = ledger.add(
        "letter",
        number=number,
        kind=kind.value,
        patient_id=wanted.patient["id"],
        guardian_id=wanted.guardian["id"],
        unit_id=offices.village_id,
        text_edition_id=edition_id,
        snapshot=snapshot,
        check_code=hmac_code("letter", snapshot.encode()),
        term_from=day,
        term_until=ends_on,
        issued_at=wanted.at,
        issued_by_id=by,
        signed_on=wanted.signed_on,
        signed_recorded_at=ledger.at(wanted.signed_on, 17) if wanted.signed_on else None,
        signed_recorded_by_id=by if wanted.signed_on else None,
        signed_file_id=None,
        ended_on=None,
        ended_reason=None,
    )
    if wanted.signed_on:
        ledger.add(
            "due",
            kind=DueKind.LETTER_EXPIRY.value,
            patient_id=wanted.patient["id"],
            owed_by_unit_id=offices.township_id,
            owed_by_role=Role.CIVIL_AFFAIRS.value,
            started_by_kind="letter",
            started_by_id=row["id"],
            started_at=row["signed_recorded_at"],
            due_on=ends_on,
            closed_at=None,
            closed_by_kind=None,
            closed_by_id=None,
        )
    ledger.add("letter_print", letter_id=row["id"], account_id=by, at=wanted.at, job_id=None)
