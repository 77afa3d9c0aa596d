"""People registered here who live elsewhere (双列管): a list, and one person as far as the place may know them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.demographics import age_on
from mhapp.domain.disclosure import Group, Relation, Seen, may_see
from mhapp.domain.masking import masked_identity_number, masked_phone
from mhapp.domain.viewer import Viewer
from mhapp.models import Guardian, Patient, Responsibility, Unit
from mhapp.queries.paging import Paged, read_page
from mhapp.queries.person_facts import GuardianFacts
from mhapp.queries.scope import in_residence, registered_in_scope

PAGE_SIZE = 50
_BY = Relation.REGISTRATION
_LISTED = aliased(Responsibility)
_LISTED_AT, _TOWNSHIP = aliased(Unit), aliased(Unit)


@dataclass(frozen=True)
class RegisteredPerson:
    """A person as the place of registration meets them. Fields of disclosure.FIELDS["patient"].

    `village_name`, `township_name` and `duty_phone` are those of the place that manages, `registered_at` is here.
    """

    public_id: str
    name: str
    sex: str
    age: int | None
    village_name: str
    township_name: str
    duty_phone: str | None
    registered_at: str
    address: str | None = None
    birth_date: date | None = None
    identity_number: str | None = None
    identity_number_masked: str | None = None
    no_identity_reason: str | None = None
    phone: str | None = None
    phone_masked: str | None = None
    management_number: str | None = None


@dataclass(frozen=True)
class RegisteredPage:
    """What the page draws: the person and the guardians, where the role may know those."""

    patient: Seen
    guardians: list[Seen]


def registered_here(viewer: Viewer, *, page: int, on: date) -> Paged[Seen]:
    """Everybody registered in the viewer's scope but living outside it, by name; nothing encrypted is read."""
    columns = (Patient.public_id, Patient.name, Patient.sex, Patient.birth_date)
    listed = _with_places(cast("Select[Any]", select(*columns)), registered_in_scope(viewer))
    found = read_page(listed.order_by(Patient.name, Patient.id), page=page, size=PAGE_SIZE)
    return found.each(lambda row: Seen("patient", _row(row, row, on), viewer.role, _BY))


def registered_page(viewer: Viewer, patient: Patient, *, on: date) -> RegisteredPage:
    """Read a person already loaded as one registered in the viewer's scope. Two statements."""
    places = db.session.execute(_with_places(select(Patient.id), Patient.id == patient.id)).one()
    row = _row(
        patient,
        places,
        on,
        address=patient.address,
        birth_date=patient.birth_date,
        identity_number=patient.identity_number,
        identity_number_masked=masked_identity_number(patient.identity_number),
        no_identity_reason=patient.no_identity_reason,
        phone=patient.phone,
        phone_masked=masked_phone(patient.phone),
        management_number=patient.management_number,
    )
    guardians = _guardians(patient) if may_see(viewer.role, Group.GUARDIAN, _BY) else []
    return RegisteredPage(
        Seen("patient", row, viewer.role, _BY),
        [Seen("guardian", one, viewer.role, _BY) for one in guardians],
    )


def _with_places(query: Select[Any], condition: Any) -> Select[Any]:
    """The query with the place that manages and the place of registration beside each person."""
    return (
        query.add_columns(Unit.name.label("village"), Unit.duty_phone, _TOWNSHIP.name.label("township"),
                          _TOWNSHIP.duty_phone.label("township_phone"), _LISTED_AT.name.label("registered_at"))
        .select_from(Patient)
        .join(Responsibility, in_residence())
        .join(Unit, Unit.id == Responsibility.unit_id)
        .join(_TOWNSHIP, _TOWNSHIP.id == Unit.parent_id)
        .join(_LISTED, (_LISTED.patient_id == Patient.id) & (_LISTED.kind == "registration")
              & _LISTED.until_date.is_(None))
        .join(_LISTED_AT, _LISTED_AT.id == _LISTED.unit_id)
        .where(condition)
    )  # fmt: skip


def _row(person: Any, places: Any, on: date, **more: Any) -> RegisteredPerson:
    return RegisteredPerson(
        public_id=person.public_id,
        name=person.name,
        sex=person.sex,
        age=age_on(person.birth_date, on),
        village_name=places.village,
        township_name=places.township,
        duty_phone=places.duty_phone or places.township_phone,
        registered_at=places.registered_at,
        **more,
    )


def _guardians(patient: Patient) -> list[GuardianFacts]:
    found = db.session.scalars(
        select(Guardian)
        .where(Guardian.patient_id == patient.id, Guardian.until_date.is_(None))
        .order_by(Guardian.place_in_order, Guardian.id)
    )
    return [
        GuardianFacts(one.public_id, one.name, one.relation, one.ability, one.phone, masked_phone(one.phone))
        for one in found
    ]
