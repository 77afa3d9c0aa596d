"""A person's guardians, present and former, as one role may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from mhapp import db
from mhapp.domain.disclosure import Seen
from mhapp.domain.guardianship import GROUNDS, MOST_IN_ORDER, Basis, GuardianEnding
from mhapp.domain.masking import masked_identity_number, masked_phone
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Guardian, Patient
from mhapp.queries.merged_records import records_of
from mhapp.queries.scope import in_scope


@dataclass(frozen=True)
class GuardianView:
    """One guardian before disclosure. Fields of disclosure.FIELDS["guardian"]."""

    public_id: str
    name: str
    relation: str
    basis: str | None
    ability: str
    place_in_order: int
    phone: str | None
    phone_masked: str | None
    identity_number: str | None
    identity_number_masked: str | None
    address: str | None
    from_date: date
    until_date: date | None
    ending: str | None
    ended_words: str | None
    ended_by: str | None


@dataclass(frozen=True)
class Guardians:
    """Who is guardian now, in order, and who was, the latest first.

    `merged` are those of a record merged into this one: nobody has said yet which of them hold for the person.
    """

    present: list[Seen]
    former: list[Seen]
    merged: list[Seen]


def guardians_seen_by(viewer: Viewer) -> Select[Guardian]:
    """Every guardian of a person in the viewer's scope."""
    return select(Guardian).join(Patient, Patient.id == Guardian.patient_id).where(in_scope(viewer))


def guardians_page(viewer: Viewer, patient: Patient) -> Guardians:
    """The guardians of a person already loaded through the viewer's scope. One statement."""
    found = db.session.execute(
        select(Guardian, Account.name)
        .outerjoin(Account, Account.id == Guardian.ended_by_id)
        .where(Guardian.patient_id.in_(records_of(patient.id)))
        .order_by(Guardian.place_in_order, Guardian.id)
    ).all()
    own, others = (
        [
            _view(guardian, ended_by)
            for guardian, ended_by in found
            if (guardian.patient_id == patient.id) is owned
        ]
        for owned in (True, False)
    )
    former = sorted((v for v in own if v.until_date), key=lambda v: v.until_date or date.min, reverse=True)
    return Guardians(
        *(
            [Seen("guardian", view, viewer.role) for view in views]
            for views in (_present(own), former, _present(others))
        )
    )


def next_place(patient: Patient) -> int:
    """The place in the order after the present guardians': what a form offers for one more. One statement."""
    last = select(func.max(Guardian.place_in_order)).where(
        Guardian.patient_id == patient.id, Guardian.until_date.is_(None)
    )
    return min((db.session.scalar(last) or 0) + 1, MOST_IN_ORDER)


def _present(views: list[GuardianView]) -> list[GuardianView]:
    return [view for view in views if view.until_date is None]


def _view(guardian: Guardian, ended_by: str | None) -> GuardianView:
    number = guardian.identity_number
    return GuardianView(
        public_id=guardian.public_id,
        name=guardian.name,
        relation=guardian.relation,
        basis=GROUNDS[Basis(guardian.basis)].words if guardian.basis else None,
        ability=guardian.ability,
        place_in_order=guardian.place_in_order,
        phone=guardian.phone,
        phone_masked=masked_phone(guardian.phone),
        identity_number=number,
        identity_number_masked=masked_identity_number(number),
        address=guardian.address,
        from_date=guardian.from_date,
        until_date=guardian.until_date,
        ending=GuardianEnding(guardian.ended_reason).label if guardian.ended_reason else None,
        ended_words=guardian.ended_words,
        ended_by=ended_by,
    )
