"""Letters for pages: one, a person's, a village's. Only inside the viewer's scope, and only for roles that may
know of letters (domain §12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Exists, Select, and_, exists, false, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.disclosure import Group, may_see
from mhapp.domain.letter_snapshot import LetterSnapshot
from mhapp.domain.letter_state import LetterState, state_of
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Guardian, Letter, LetterPrint, Patient, Responsibility, StoredFile, Unit
from mhapp.queries.scope import below, in_scope


@dataclass(frozen=True)
class LetterRow:
    """One letter as a list shows it."""

    public_id: str
    number: str
    kind: LetterKind
    state: LetterState
    term_from: date
    term_until: date
    issued_on: date
    issued_by: str
    signed_on: date | None


@dataclass(frozen=True)
class PrintRow:
    """One print: who, when."""

    by: str
    at: datetime


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
        current = (LetterState.DRAFT, LetterState.PRINTED, LetterState.SIGNED)
        return self.guardian_name is not None and (self.letter is None or self.letter.state not in current)

    @property
    def awaits_signature(self) -> bool:
        """Has a letter on its way that nobody has signed."""
        return self.letter is not None and self.letter.state in (LetterState.DRAFT, LetterState.PRINTED)


def letters_seen_by(viewer: Viewer) -> Select[Letter]:
    """Every letter a viewer may know of, unordered."""
    may = in_scope(viewer) if may_see(viewer.role, Group.LETTERS) else false()
    return select(Letter).join(Patient, Patient.id == Letter.patient_id).where(may)


def letters_of(patient_id: int, *, today: date) -> list[LetterRow]:
    """All letters of a person, newest first."""
    query = _rows().where(Letter.patient_id == patient_id).order_by(Letter.id.desc())
    return [_row(letter, name, printed, today) for letter, name, printed in db.session.execute(query)]


def letter_details(letter: Letter, *, today: date) -> LetterDetails:
    """All a letter's page shows. The letter comes from `letters_seen_by`."""
    issued_by, printed, patient = db.session.execute(
        select(Account.name, _is_printed(), Patient)
        .select_from(Letter)
        .join(Account, Account.id == Letter.issued_by_id)
        .join(Patient, Patient.id == Letter.patient_id)
        .where(Letter.id == letter.id)
    ).one()
    prints = db.session.execute(
        select(Account.name, LetterPrint.at)
        .join(Account, Account.id == LetterPrint.account_id)
        .where(LetterPrint.letter_id == letter.id)
        .order_by(LetterPrint.id.desc())
        .limit(20)
    )
    recorded_by = (
        db.session.get(Account, letter.signed_recorded_by_id) if letter.signed_recorded_by_id else None
    )
    return LetterDetails(
        row=_row(letter, issued_by, printed, today),
        patient_public_id=patient.public_id,
        patient_name=patient.name,
        check_code=letter.check_code,
        snapshot=LetterSnapshot.from_json(letter.snapshot),
        prints=[PrintRow(by, at) for by, at in prints],
        signed_recorded_by=recorded_by.name if recorded_by else None,
        signed_recorded_at=letter.signed_recorded_at,
        has_copy=letter.signed_file_id is not None,
        ended_on=letter.ended_on,
        ended_reason=letter.ended_reason,
    )


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
    """Everybody a village answers for today who may sign a letter, by name, with guardian and newest letter."""
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
    letters = {
        letter.patient_id: _row(letter, name, printed, today)
        for letter, name, printed in db.session.execute(
            _rows().where(Letter.patient_id.in_(ids)).order_by(Letter.id)
        )
    }
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


def _is_printed() -> Exists:
    prints = aliased(LetterPrint)
    return exists().where(prints.letter_id == Letter.id)


def _rows() -> Select[Letter, str, bool]:
    return select(Letter, Account.name, _is_printed()).join(Account, Account.id == Letter.issued_by_id)


def _row(letter: Letter, issued_by: str, printed: bool, today: date) -> LetterRow:
    return LetterRow(
        public_id=letter.public_id,
        number=letter.number,
        kind=LetterKind(letter.kind),
        state=state_of(
            printed=printed,
            signed_on=letter.signed_on,
            ended_on=letter.ended_on,
            term_until=letter.term_until,
            today=today,
        ),
        term_from=letter.term_from,
        term_until=letter.term_until,
        issued_on=beijing_date(letter.issued_at),
        issued_by=issued_by,
        signed_on=letter.signed_on,
    )
