"""Registering people (建档): one, or a roster's; with what it makes due, and nobody twice in the county."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from mhapp import bulk, db
from mhapp.clock import beijing_date
from mhapp.db import Base
from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_route import route_for
from mhapp.domain.paper_decision import check_paper, refuse_recorder
from mhapp.domain.registration import NewPerson, check_new_person, management_number
from mhapp.domain.viewer import Viewer
from mhapp.models import Patient, Unit
from mhapp.services import audit_chain, list_entries, numbers
from mhapp.services.default_cadres import default_cadres
from mhapp.services.known_people import Registered, Registration, refuse_known
from mhapp.services.level_in_force import put_first_papers_in_force
from mhapp.services.registration_rows import person_row, rows_around

SERIES = "patient"


def register_person(
    facts: NewPerson, *, village: Unit, by: Viewer, at: datetime, registered_in: Unit | None = None
) -> Patient:
    """Register one person living in a village. Raises RuleBroken at the field that has to be mended."""
    (registered,) = register_many([Registration(facts, village, registered_in)], by=by, at=at)
    return db.session.get_one(Patient, registered.id)


def register_many(
    registrations: Sequence[Registration], *, by: Viewer, at: datetime, from_roster: bool = False
) -> list[Registered]:
    """Register people in the order given, with few statements; all or none.

    `from_roster`: they come from an office's own roster, so that the health system has them already [A]. A level on
    it is a first one, brought by who keeps the paper, as one by one.
    Raises RuleBroken for the first that has to be mended.
    """
    today = beijing_date(at)
    checked = [_checked(one, today, by) for one in registrations]
    refuse_known(checked)
    people = _store(checked, _numbers_for(checked, today), at)
    cadres = default_cadres({one.village.id for one in checked}, today, by)
    rows: defaultdict[type[Base], list[dict[str, Any]]] = defaultdict(list)
    for patient in people:
        for model, row in rows_around(patient, cadres.get(patient.one.village.id), at):
            rows[model].append(row)
        _note(patient, by=by, at=at)
    for model, found in rows.items():
        bulk.store(model, found)
    put_first_papers_in_force(
        [(patient, patient.one.village, patient.one.paper) for patient in people if patient.one.paper],
        by=by, at=at,
    )  # fmt: skip
    if not from_roster:
        list_entries.ask_for_new_people([(patient, patient.one.village) for patient in people], at=at)
    return people


def _note(patient: Registered, *, by: Viewer, at: datetime) -> None:
    acts = ["patient:register", "level_change:paper"] if patient.one.paper else ["patient:register"]
    for act in acts:
        audit_chain.record(act, at=at, by=by, kind="patient", subject=patient.public_id)


def _checked(one: Registration, today: date, by: Viewer) -> Registration:
    paper = one.paper and check_paper(one.paper, today=today, last_on=None)
    if paper:
        refuse_recorder(by.role, route_for(None, paper.level), first=True)
    return replace(one, facts=check_new_person(one.facts, today=today), paper=paper)


def _store(people: Sequence[Registration], numbers: Sequence[str], at: datetime) -> list[Registered]:
    """Raises RuleBroken where somebody else registered one of the numbers in the same moment."""
    rows = [person_row(one, number, at) for one, number in zip(people, numbers, strict=True)]
    try:
        with db.session.begin_nested():
            keys = bulk.store(Patient, rows)
    except IntegrityError:
        raise RuleBroken("这个号码刚刚已经登记，请重新查找", "identity_number") from None
    return [
        Registered(key, row["public_id"], row["management_number"], one)
        for key, row, one in zip(keys, rows, people, strict=True)
    ]


def _numbers_for(registrations: Sequence[Registration], today: date) -> list[str]:
    """The permanent number of each: the paper's, or the next of the village and year."""
    wanted = Counter(one.village.id for one in registrations if not one.facts.management_number)
    taken = {
        village_id: iter(numbers.next_numbers(village_id, SERIES, today.year, count))
        for village_id, count in sorted(wanted.items())
    }
    return [
        one.facts.management_number
        or management_number(one.village.code, today.year, next(taken[one.village.id]))
        for one in registrations
    ]
