"""Letters for pages: one, a person's, a village's. Only inside the viewer's scope, and only for roles that may
know of letters (domain §12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, exists, false, select

from mhapp import db
from mhapp.domain.disclosure import Group, may_see
from mhapp.domain.letter_snapshot import LetterSnapshot
from mhapp.domain.letter_state import HOLDING, OVER, TO_SIGN
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Guardian, Letter, LetterPrint, Patient, Responsibility, StoredFile, Unit
from mhapp.queries.letter_rows import LetterRow, letter_row, letter_rows, read_letter_rows
from mhapp.queries.scope import below, in_scope


@dataclass(frozen=True)
class PrintRow:
    """One print: who, when."""

    by: str
    at: datetime


@dataclass(frozen=True)
class OtherLetter:
    """The letter before or after one: its number and where it is."""

    public_id: str
    number: str


@dataclass(frozen=True)
class LetterDetails:
    """One letter as its own page shows it."""

    row: LetterRow
    patient_public_id: str
    patient_name: str
    check_code: str
    snapshot: LetterSnapshot
    prints: Sequence[PrintRow]
    signed_recorded_by: str | None
    signed_recorded_at: datetime | None
    has_copy: bool
    ended_on: date | None
    ended_reason: str | None
    ended_by: str | None
    renews: OtherLetter | None
    renewed_by: OtherLetter | None


@dataclass(frozen=True)
class VillagePerson:
    """A person of a village and where their newest letter stands."""

    public_id: str
    name: str
    guardian_name: str | None
    letter: LetterRow | None

    @property
    def needs_letter(self) -> bool:
        """Has a guardian, and no letter that holds or is on its way."""
        holds = self.letter is not None and self.letter.state in TO_SIGN | HOLDING
        return self.guardian_name is not None and not holds

    @property
    def awaits_signature(self) -> bool:
        """Has a letter on its way that nobody has signed."""
        return self.letter is not None and self.letter.state in TO_SIGN


def letters_seen_by(viewer: Viewer) -> Select[Letter]:
    """Every letter a viewer may know of, unordered."""
    may = in_scope(viewer) if may_see(viewer.role, Group.LETTERS) else false()
    return select(Letter).join(Patient, Patient.id == Letter.patient_id).where(may)


def letter_details(letter: Letter, *, today: date) -> LetterDetails:
    """All a letter's page shows. The letter comes from `letters_seen_by`."""
    row = read_letter_rows(letter_rows().where(Letter.id == letter.id), today)[0]
    patient = db.session.get_one(Patient, letter.patient_id)
    prints = db.session.execute(
        select(Account.name, LetterPrint.at)
        .join(Account, Account.id == LetterPrint.account_id)
        .where(LetterPrint.letter_id == letter.id)
        .order_by(LetterPrint.id.desc())
    )
    after = select(Letter).where(Letter.renews_id == letter.id, Letter.ended_on.is_(None))
    return LetterDetails(
        row=row,
        patient_public_id=patient.public_id,
        patient_name=patient.name,
        check_code=letter.check_code,
        snapshot=LetterSnapshot.from_json(letter.snapshot),
        prints=[PrintRow(by, at) for by, at in prints],
        signed_recorded_by=_name_of(letter.signed_recorded_by_id),
        signed_recorded_at=letter.signed_recorded_at,
        has_copy=letter.signed_file_id is not None,
        ended_on=letter.ended_on,
        ended_reason=letter.ended_reason,
        ended_by=_name_of(letter.ended_by_id),
        renews=_other(db.session.get(Letter, letter.renews_id) if letter.renews_id else None),
        renewed_by=_other(db.session.scalars(after.order_by(Letter.id.desc()).limit(1)).one_or_none()),
    )


def letter_to_renew(patient_id: int) -> Letter | None:
    """The signed letter that nobody ended and that runs the longest: a new one goes on from it."""
    return db.session.scalars(
        select(Letter)
        .where(Letter.patient_id == patient_id, Letter.signed_on.is_not(None), Letter.ended_on.is_(None))
        .order_by(Letter.term_until.desc(), Letter.id.desc())
        .limit(1)
    ).one_or_none()


def signed_copy_of(letter: Letter) -> StoredFile | None:
    """The photo of the signed letter, or None."""
    return db.session.get(StoredFile, letter.signed_file_id) if letter.signed_file_id else None


def villages_seen_by(viewer: Viewer) -> list[Unit]:
    """The villages of the viewer's scope, in code order; none for roles that know of no letters."""
    if not may_see(viewer.role, Group.LETTERS):
        return []
    query = select(Unit).where(below(viewer.unit_path), Unit.kind == "village").order_by(Unit.path)
    return list(db.session.scalars(query))


def village_seen_by(viewer: Viewer, public_id: str) -> Unit | None:
    """One village of the viewer's scope, or None."""
    return next((unit for unit in villages_seen_by(viewer) if unit.public_id == public_id), None)


def people_of_village(village: Unit, *, today: date) -> list[VillagePerson]:
    """Everybody a village answers for today who may sign a letter, by name, with guardian and letter: the
    newest that is not over, else the newest: a draft torn up hides none that holds."""
    people = db.session.execute(
        select(Patient.id, Patient.public_id, Patient.name)
        .where(
            Patient.status.not_in([PatientStatus.MOVED, PatientStatus.DEAD, PatientStatus.EXITED]),
            exists().where(
                and_(
                    Responsibility.patient_id == Patient.id,
                    Responsibility.kind == "residence",
                    Responsibility.until_date.is_(None),
                    Responsibility.unit_id == village.id,
                )
            ),
        )
        .order_by(Patient.name, Patient.id)
    ).all()
    ids = [person.id for person in people]
    guardians = {guardian.patient_id: guardian.name for guardian in reversed(guardians_of(ids))}
    query = letter_rows().where(Letter.patient_id.in_(ids)).order_by(Letter.id)
    letters: dict[int, LetterRow] = {}
    for found in db.session.execute(query):
        row, before = letter_row(found, today), letters.get(found[0].patient_id)
        if before is None or before.state in OVER or row.state not in OVER:
            letters[found[0].patient_id] = row
    return [
        VillagePerson(person.public_id, person.name, guardians.get(person.id), letters.get(person.id))
        for person in people
    ]


def guardians_of(patient_ids: Sequence[int]) -> list[Guardian]:
    """The present guardians of these people, first in order first."""
    query = (
        select(Guardian)
        .where(Guardian.patient_id.in_(patient_ids), Guardian.until_date.is_(None))
        .order_by(Guardian.patient_id, Guardian.place_in_order, Guardian.id)
    )
    return list(db.session.scalars(query))


def _name_of(account_id: int | None) -> str | None:
    return db.session.get_one(Account, account_id).name if account_id else None


def _other(letter: Letter | None) -> OtherLetter | None:
    return OtherLetter(letter.public_id, letter.number) if letter else None
