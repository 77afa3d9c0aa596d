"""Guardian letters of the invented county: issued, printed and mostly signed, as the letter's service issues them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from mhapp.crypto import hmac_code
from mhapp.demo.ledger import Ledger, Row
from mhapp.demo.offices import Offices
from mhapp.demo.rules import Rules
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.letter_edition import LetterEdition
from mhapp.domain.letter_snapshot import Household, LetterSnapshot, letter_number, values_of
from mhapp.domain.letter_state import usual_end
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.level_route import Exit
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.reward_terms import RewardTerms
from mhapp.domain.roles import Role
from mhapp.queries.reward_terms import shipped_reward_terms

REWARD = RewardTerms.from_dict(shipped_reward_terms()).yearly_words
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
    printed: bool = True
    ended_on: date | None = None
    ended_reason: str = "双方商定另签"


def with_others(wanted: list[Wanted], today: date) -> list[Wanted]:
    """The letters with some in every state: renewed ones with the one before, run out, ended early, not printed yet.

    Drawn by place in the list, not by chance, so that small counties have each.
    """
    found: list[Wanted] = []
    for place, letter in enumerate(wanted):
        year_before = letter.at - timedelta(days=365)
        known = year_before.date() > letter.patient["confirmed_on"]
        if letter.patient["status"] == PatientStatus.EXITED:
            found += _until_the_exit(letter)
        elif place % 9 == 3 and letter.signed_on and known:
            found += [replace(letter, at=year_before, signed_on=year_before.date()), letter]
        elif place % 17 == 5 and known:
            long_ago = letter.at - timedelta(days=(letter.at.date() - today).days + 372 + place % 20)
            found.append(replace(letter, at=long_ago, signed_on=long_ago.date()))
        elif place % 19 == 7 or letter.signed_on is None:
            lately = letter.at + timedelta(days=(today - letter.at.date()).days - place % 18 - 1)
            at = lately if lately.date() > letter.patient["confirmed_on"] else letter.at
            found.append(replace(letter, at=at, signed_on=None, printed=place % 19 != 7))
        elif place % 29 == 11 and letter.signed_on:
            found.append(replace(letter, ended_on=min(today, letter.signed_on + timedelta(days=40))))
        else:
            found.append(letter)
    return found


def _until_the_exit(letter: Wanted) -> list[Wanted]:
    """The letter of who was taken off the list, ended by that; none that would have been written afterwards."""
    left_on: date = letter.patient["status_since"]
    if letter.at.date() >= left_on:
        return []
    return [replace(letter, ended_on=left_on, ended_reason=Exit.DELISTED.label)]


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


def write_letters(
    ledger: Ledger, wanted: list[Wanted], edition: LetterEdition, edition_id: int, rules: Rules
) -> None:
    """Number the letters by township and year in the order of their days, and write them."""
    before: dict[int, Row] = {}
    dues: dict[int, Row] = {}
    for letter in sorted(wanted, key=lambda one: (one.at, one.patient["id"])):
        patient_id = letter.patient["id"]
        row = _write(ledger, letter, edition, edition_id, before.get(patient_id))
        _owe(ledger, letter, row, before.get(patient_id), rules, dues)
        if letter.signed_on and not letter.ended_on:
            before[patient_id] = row


def _write(
    ledger: Ledger, wanted: Wanted, edition: LetterEdition, edition_id: int, before: Row | None
) -> Row:
    offices, day = wanted.offices, wanted.at.date()
    ends_on = usual_end(day, edition.term_months)
    household = Household(
        offices.township_name, offices.village_name, wanted.patient["name"], wanted.guardian["name"],
        wanted.guardian["relation"], CLINIC_PHONE, VILLAGE_PHONE,
    )  # fmt: skip
    values = values_of(household, starts_on=day, ends_on=ends_on, reward_yuan=REWARD)
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
        ended_on=wanted.ended_on,
        ended_reason=wanted.ended_reason if wanted.ended_on else None,
        ended_by_id=by if wanted.ended_on else None,
        renews_id=before["id"] if before else None,
    )
    if wanted.printed:
        ledger.add("letter_print", letter_id=row["id"], account_id=by, at=wanted.at, job_id=None)
    return row


def _owe(
    ledger: Ledger, wanted: Wanted, row: Row, before: Row | None, rules: Rules, dues: dict[int, Row]
) -> None:
    """The signature of what is printed, the end of what is signed; a signed renewal meets the end before it."""
    offices = wanted.offices
    if wanted.ended_on:
        return
    if wanted.signed_on:
        if before is not None and (expiry := dues.get(before["id"])):
            expiry["closed_at"] = row["signed_recorded_at"]
            expiry["closed_by_kind"], expiry["closed_by_id"] = "letter", row["id"]
        kind, unit_id, role = DueKind.LETTER_EXPIRY, offices.township_id, Role.CIVIL_AFFAIRS
        at, due_on = row["signed_recorded_at"], row["term_until"]
    elif wanted.printed:
        kind, unit_id, role = DueKind.LETTER_SIGNATURE, offices.village_id, Role.VILLAGE_CADRE
        at, due_on = wanted.at, wanted.at.date() + timedelta(days=rules.clocks.days["letter_signature"])
    else:
        return
    dues[row["id"]] = ledger.add(
        "due",
        kind=kind.value,
        patient_id=wanted.patient["id"],
        owed_by_unit_id=unit_id,
        owed_by_role=role.value,
        started_by_kind="letter",
        started_by_id=row["id"],
        started_at=at,
        due_on=due_on,
        closed_at=None,
        closed_by_kind=None,
        closed_by_id=None,
    )
