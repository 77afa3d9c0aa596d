"""A guardian's letter: issued with number and snapshot, printed, signed by hand and photographed back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.crypto import hmac_code
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.letter_edition import LetterEdition
from mhapp.domain.letter_snapshot import Household, LetterSnapshot, letter_number, values_of
from mhapp.domain.letter_state import check_signing, check_status, check_term
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Guardian, Letter, LetterPrint, Patient, PolicyEdition, StoredFile
from mhapp.queries.letters import letter_to_renew
from mhapp.queries.policies import clocks_of
from mhapp.queries.responsibilities import UnitsOfPerson, units_of
from mhapp.queries.reward_terms import reward_terms_of
from mhapp.services import audit_chain
from mhapp.services.dues import close_dues, open_due, open_dues_of
from mhapp.services.letter_endings import end_unsigned, watch_end
from mhapp.services.letter_texts import letter_text_in_force
from mhapp.services.numbers import next_number


@dataclass(frozen=True)
class Terms:
    """What is agreed besides the text: which kind of letter, from when until when."""

    kind: LetterKind
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class LetterKey:
    """What a print's record needs of a letter, without reading it again."""

    id: int
    public_id: str


def key_of(letter: Letter) -> LetterKey:
    """The key of a letter just read."""
    return LetterKey(letter.id, letter.public_id)


def issue_letter(patient: Patient, guardian: Guardian, terms: Terms, *, by: Viewer, at: datetime) -> Letter:
    """Make a letter: its number, its text as of now, its check code. One of the same kind not yet signed ends.

    Raises RuleBroken for a term nobody means, for who signs no letter any more, for somebody else's guardian.
    """
    check_term(terms.starts_on, terms.ends_on, beijing_date(at))
    check_status(PatientStatus(patient.status))
    if guardian.patient_id != patient.id or guardian.until_date is not None:
        raise RuleBroken("请选择患者现在的监护人", "guardian")
    units = units_of(patient.id)
    row, edition = letter_text_in_force(units.village.path, beijing_date(at))
    end_unsigned(patient.id, terms.kind, by=by, at=at)
    letter = _letter(patient, guardian, terms, units, (row, edition), by=by, at=at)
    db.session.add(letter)
    db.session.flush()
    audit_chain.record("letter:issue", at=at, by=by, kind="letter", subject=letter.public_id)
    return letter


def record_print(
    letters: Sequence[LetterKey], *, by: Viewer, at: datetime, job_id: int | None = None
) -> None:
    """Keep who took these letters to paper, one row and one audit row a letter."""
    for letter in letters:
        db.session.add(LetterPrint(letter_id=letter.id, account_id=by.account_id, at=at, job_id=job_id))
        audit_chain.record("letter:print", at=at, by=by, kind="letter", subject=letter.public_id)
        _owe_signature(letter.id, at=at)
    db.session.flush()


def mark_signed(letter: Letter, *, signed_on: date, copy: StoredFile, by: Viewer, at: datetime) -> None:
    """Record that all parties signed, with the photo of it. Raises RuleBroken when it is signed or ended already."""
    if letter.signed_on is not None:
        raise RuleBroken("这一份已经登记签字，不用再传")
    if letter.ended_on is not None:
        raise RuleBroken("这一份已经作废，请找到新的一份再登记")
    check_signing(signed_on=signed_on, issued_on=beijing_date(letter.issued_at), today=beijing_date(at))
    letter.signed_on = signed_on
    letter.signed_recorded_at = at
    letter.signed_recorded_by_id = by.account_id
    letter.signed_file_id = copy.id
    db.session.flush()
    _watch_expiry(letter, at=at)
    audit_chain.record("letter:signed", at=at, by=by, kind="letter", subject=letter.public_id)


def _watch_expiry(letter: Letter, *, at: datetime) -> None:
    """The signed letter is the new one an earlier expiry waited for; its own end is civil affairs' next [A]."""
    this = ("letter", letter.id)
    met = {DueKind.LETTER_EXPIRY, DueKind.LETTER_NEEDED, DueKind.LETTER_SIGNATURE}
    close_dues(letter.patient_id, met, closed_by=this, at=at)
    watch_end(letter, at=at)


def _owe_signature(letter_id: int, *, at: datetime) -> None:
    """What is on paper comes back signed: owed by the village from the first print on [A]."""
    letter, this = db.session.get_one(Letter, letter_id), ("letter", letter_id)
    waiting = letter.signed_on is None and letter.ended_on is None
    if not waiting or open_dues_of(letter.patient_id, {DueKind.LETTER_SIGNATURE}, started_by=this):
        return
    units, today = units_of(letter.patient_id), beijing_date(at)
    days = clocks_of(units.county.path, today).days["letter_signature"]
    open_due(
        DueKind.LETTER_SIGNATURE,
        patient_id=letter.patient_id,
        unit_id=units.village.id,
        role=Role.VILLAGE_CADRE,
        started_by=this,
        due_on=today + timedelta(days=days),
        at=at,
    )


def _letter(
    patient: Patient,
    guardian: Guardian,
    terms: Terms,
    units: UnitsOfPerson,
    text: tuple[PolicyEdition, LetterEdition],
    *,
    by: Viewer,
    at: datetime,
) -> Letter:
    row, edition = text
    before = letter_to_renew(patient.id)
    year = beijing_date(at).year
    household = Household(
        township_name=units.township.name,
        village_name=units.village.name,
        patient_name=patient.name,
        guardian_name=guardian.name,
        guardian_relation=guardian.relation,
        clinic_phone=units.township.clinic_phone,
        village_phone=units.village.duty_phone,
    )
    reward = reward_terms_of(units.county.path, beijing_date(at)).yearly_words
    values = values_of(household, starts_on=terms.starts_on, ends_on=terms.ends_on, reward_yuan=reward)
    number = letter_number(units.township.short_name, year, next_number(units.township.id, "letter", year))
    snapshot = LetterSnapshot(number, edition.code, edition.text(terms.kind).filled(values)).to_json()
    return Letter(
        number=number,
        kind=terms.kind.value,
        patient_id=patient.id,
        guardian_id=guardian.id,
        unit_id=units.village.id,
        text_edition_id=row.id,
        snapshot=snapshot,
        check_code=hmac_code("letter", snapshot.encode()),
        term_from=terms.starts_on,
        term_until=terms.ends_on,
        issued_at=at,
        issued_by_id=by.account_id,
        renews_id=before.id if before else None,
    )
