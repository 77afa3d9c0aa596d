"""Who of a roster's rows is registered already, looked up for thousands of rows with a few statements.

Of people outside the importer's scope only the unit and its public number are read (domain §12).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.crypto import blind_index
from mhapp.domain.disclosure import discloses
from mhapp.domain.roles import UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.domain.workbook_columns import ColumnSet
from mhapp.domain.workbook_matches import COMPARED, Known, Taken, spelt
from mhapp.domain.workbook_rows import RosterRow
from mhapp.domain.workbook_villages import Village, VillageNames
from mhapp.models import Guardian, LevelDecision, Patient, Responsibility, Unit
from mhapp.queries.decision_papers import with_papers
from mhapp.queries.scope import below

AT_ONCE = 1000
"""Values in one statement; SQLite takes 32,766."""


@dataclass(frozen=True)
class _Match:
    patient_id: int
    certain: bool


def villages_to_name(viewer: Viewer) -> VillageNames:
    """The villages of the viewer's scope as rows may name them."""
    township = aliased(Unit)
    found = db.session.execute(
        select(Unit.public_id, Unit.code, Unit.name, township.name.label("township"))
        .join(township, township.id == Unit.parent_id)
        .where(below(viewer.unit_path), Unit.kind == UnitKind.VILLAGE)
        .order_by(Unit.code)
    )
    return VillageNames([Village(*row) for row in found])


def known_people(rows: Sequence[RosterRow], columns: ColumnSet, viewer: Viewer) -> dict[int, Known]:
    """Row number → whoever is registered in the county and is, or may be, the person of that row."""
    matches = _by_number(rows) | _by_name(
        [row for row in rows if not row.person.identity_number], certain=True
    )
    unmatched = [row for row in rows if row.person.identity_number and row.row not in matches]
    matches |= _by_name(unmatched, certain=False)
    people = _known({match.patient_id for match in matches.values()}, columns, viewer)
    return {
        number: people[match.patient_id] if match.certain else _uncertain(people[match.patient_id])
        for number, match in matches.items()
        if match.patient_id in people
    }


def taken_numbers(rows: Sequence[RosterRow], viewer: Viewer) -> Taken:
    """Which permanent numbers of these rows, and which places on the rosters, belong to somebody."""
    management = {row.person.management_number for row in rows} - {""}
    display = {row.person.display_number for row in rows} - {""}
    used = [
        number
        for some in _pieces(management)
        for number in db.session.scalars(
            select(Patient.management_number).where(Patient.management_number.in_(some))
        )
    ]
    township = aliased(Unit)
    places = [
        (row.name, row.display_number)
        for some in _pieces(display)
        for row in db.session.execute(
            select(township.name, Patient.display_number)
            .join(Responsibility, Responsibility.patient_id == Patient.id)
            .join(Unit, Unit.id == Responsibility.unit_id)
            .join(township, township.id == Unit.parent_id)
            .where(
                Patient.display_number.in_(some),
                Responsibility.kind == "residence",
                Responsibility.until_date.is_(None),
                below(viewer.county_path, Unit),
            )
        )
    ]
    return Taken(frozenset(number for number in used if number), frozenset(places))


def _by_number(rows: Sequence[RosterRow]) -> dict[int, _Match]:
    wanted: dict[bytes, list[int]] = {}
    for one in rows:
        if one.person.identity_number:
            wanted.setdefault(blind_index("identity", one.person.identity_number), []).append(one.row)
    found = (
        row
        for some in _pieces(wanted)
        for row in db.session.execute(
            select(Patient.id, Patient.identity_index).where(Patient.identity_index.in_(some))
        )
    )
    return {number: _Match(row.id, True) for row in found for number in wanted[bytes(row.identity_index)]}


def _by_name(rows: Sequence[RosterRow], *, certain: bool) -> dict[int, _Match]:
    """By name and birth date; without a birth date by name and village, whoever that may be. `certain`: as long as no
    number or birth date says else."""
    by_name: dict[str, list[RosterRow]] = {}
    for row in rows:
        by_name.setdefault(row.person.name, []).append(row)
    matches: dict[int, _Match] = {}
    for some in _pieces(by_name):
        for person in db.session.execute(_of_name().where(Patient.name.in_(some))):
            for row in by_name[person.name]:
                numbered = person.identity_index is not None
                if _alike(row, person) and not (numbered and not certain):
                    same = certain and not numbered and person.birth_date == row.person.birth_date
                    if row.row not in matches or (same and not matches[row.row].certain):
                        matches[row.row] = _Match(person.id, same)
    return matches


def _of_name() -> Any:
    return (
        select(
            Patient.id,
            Patient.name,
            Patient.birth_date,
            Patient.identity_index,
            Unit.public_id.label("village"),
        )
        .join(Responsibility, Responsibility.patient_id == Patient.id)
        .join(Unit, Unit.id == Responsibility.unit_id)
        .where(Responsibility.kind == "residence", Patient.merged_into_id.is_(None))
        .order_by(Patient.id)
    )


def _alike(row: RosterRow, person: Any) -> bool:
    if row.person.birth_date is not None:
        return bool(person.birth_date == row.person.birth_date)
    return bool(person.village == row.village.public_id)


def _known(ids: Collection[int], columns: ColumnSet, viewer: Viewer) -> dict[int, Known]:
    places = {row.patient_id: row for some in _pieces(ids) for row in db.session.execute(_places(some))}
    own = [i for i, row in places.items() if _lies_in(row, viewer)]
    values = _values(own, columns, viewer)
    return {
        patient_id: Known(
            patient_id in values,
            f"{row.township}{row.village}",
            row.duty_phone or row.township_phone or "没有登记电话",
            values.get(patient_id, {}),
        )
        for patient_id, row in places.items()
    }


def _lies_in(row: Any, viewer: Viewer) -> bool:
    path: str = row.path
    inside = path == viewer.unit_path or path.startswith(f"{viewer.unit_path}.")
    return inside and row.until_date is None and row.merged_into_id is None


def _places(ids: Collection[int]) -> Any:
    """Each person's residences, the present one last."""
    township = aliased(Unit)
    return (
        select(Responsibility.patient_id, Responsibility.until_date, Patient.merged_into_id, Unit.path, Unit.duty_phone,
               Unit.name.label("village"), township.name.label("township"), township.duty_phone.label("township_phone"))
        .join(Patient, Patient.id == Responsibility.patient_id)
        .join(Unit, Unit.id == Responsibility.unit_id)
        .join(township, township.id == Unit.parent_id)
        .where(Responsibility.patient_id.in_(ids), Responsibility.kind == "residence")
        .order_by(Responsibility.until_date.is_(None), Responsibility.id)
    )  # fmt: skip


def _values(ids: Collection[int], columns: ColumnSet, viewer: Viewer) -> dict[int, dict[str, str]]:
    """What is registered, by column, in the importer's own scope and as far as the role may know it."""
    seen = [code for code in COMPARED if discloses(viewer.role, columns[code].record, columns[code].field)]
    values = {}
    for some in _pieces(ids):
        guardians = {
            one.patient_id: one
            for one in db.session.scalars(
                select(Guardian)
                .where(Guardian.patient_id.in_(some), Guardian.until_date.is_(None))
                .order_by(Guardian.place_in_order.desc(), Guardian.id.desc())
            )
        }
        for row in db.session.execute(_registered(some)):
            facts = _facts(row, guardians.get(row.Patient.id))
            values[row.Patient.id] = {code: spelt(facts[code]) for code in seen}
    return values


def _registered(ids: Collection[int]) -> Any:
    return with_papers(
        select(Patient, Unit.public_id.label("village"), LevelDecision)
        .join(Responsibility, Responsibility.patient_id == Patient.id)
        .join(Unit, Unit.id == Responsibility.unit_id)
        .outerjoin(LevelDecision, LevelDecision.id == Patient.level_decision_id)
        .where(Patient.id.in_(ids), Responsibility.kind == "residence", Responsibility.until_date.is_(None))
    )


def _facts(row: Any, guardian: Guardian | None) -> Mapping[str, object]:
    patient, decision = row.Patient, row.LevelDecision
    facts = {code: getattr(patient, code, None) for code in COMPARED}
    return facts | {
        "village": row.village,
        "guardian_name": guardian.name if guardian else None,
        "guardian_relation": guardian.relation if guardian else None,
        "guardian_phone": guardian.phone if guardian else None,
        "decided_on": decision.effective_on if decision else None,
        "authority": row.paper_authority,
        "document_number": row.paper_number,
    }


def _uncertain(known: Known) -> Known:
    return Known(known.in_scope, known.place, known.contact, {}, certain=False)


def _pieces(values: Collection[Any]) -> Iterator[list[Any]]:
    every = list(values)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]
