"""A registration as rows: the person, who answers for them, who guards them, what is due from the first day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from mhapp.clock import beijing_date
from mhapp.crypto import blind_index, new_public_id
from mhapp.db import Base
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.patient_status import GONE, PatientStatus
from mhapp.domain.registration import NewPerson
from mhapp.domain.roles import Role
from mhapp.models import CareAssignment, Due, FieldChange, Guardian, Responsibility
from mhapp.queries import policies
from mhapp.services.contact_dues import Owed, call_owed, search_owed
from mhapp.services.dues import due_row
from mhapp.services.known_people import Registered, Registration

SOURCE = "建档登记"


def taken_over_on(facts: NewPerson, today: date, limit: int) -> date:
    """The day the clocks begin: confirmation; for whom another office has had in care longer than a first
    determination may take, the day they come into this program [A]."""
    return facts.confirmed_on if today - facts.confirmed_on <= timedelta(days=limit) else today


def person_row(one: Registration, number: str, at: datetime) -> dict[str, Any]:
    """The person with the permanent number, as a plain row."""
    facts = one.facts
    return {
        "public_id": new_public_id(),
        "name": facts.name,
        "sex": facts.sex,
        "birth_date": facts.birth_date,
        "identity_number": facts.identity_number,
        "identity_index": blind_index("identity", facts.identity_number) if facts.identity_number else None,
        "no_identity_reason": facts.no_identity_reason or None,
        "phone": facts.phone or None,
        "phone_index": blind_index("phone", facts.phone) if facts.phone else None,
        "phone_tail_index": blind_index("phone_tail", facts.phone) if facts.phone else None,
        "address": facts.address or None,
        "group_label": facts.group_label or None,
        "diagnosis_code": facts.diagnosis_code,
        "diagnosed_on": facts.diagnosed_on,
        "diagnosed_at": facts.diagnosed_at or None,
        "confirmed_on": facts.confirmed_on,
        "management_number": number,
        "display_number": facts.display_number or None,
        "lives_here_since": facts.lives_here_since,
        "lives_here_proof": facts.lives_here_proof or None,
        "remarks": one.remarks or None,
        "status": one.status.value,
        "status_since": _start(one, at),
        "status_source": SOURCE,
        "created_at": at,
    }


def rows_around(
    patient: Registered, cadre_id: int | None, at: datetime
) -> Iterator[tuple[type[Base], dict[str, Any]]]:
    """Who answers for the person, who guards them, and what is due from the first day, as plain rows."""
    one = patient.one
    facts, village = one.facts, one.village
    homes = {"residence": village.id}
    if one.registered_in is not None and one.registered_in.id != village.id:
        homes["registration"] = one.registered_in.id
    for kind, unit_id in homes.items():
        yield (
            Responsibility,
            {"patient_id": patient.id, "unit_id": unit_id, "kind": kind, "from_date": facts.confirmed_on},
        )
    if cadre_id is not None:
        yield (
            CareAssignment,
            {"patient_id": patient.id, "account_id": cadre_id, "from_date": beijing_date(at)},
        )
    if facts.guardian_name:
        yield Guardian, _guardian(patient, facts)
    if facts.not_the_same:
        yield FieldChange, {
            "record_kind": "patient", "record_id": patient.id, "field": "not_the_same", "new": facts.not_the_same,
            "at": at,
        }  # fmt: skip
    for kind, unit_id, role, due_on in _first_dues(one, at):
        yield Due, due_row(
            kind, patient_id=patient.id, unit_id=unit_id, role=role, started_by=("patient", patient.id),
            due_on=due_on, at=at,
        )  # fmt: skip


def _start(one: Registration, at: datetime) -> date:
    today = beijing_date(at)
    limit = policies.clocks_of(one.village.path, today).days["first_determination"]
    return taken_over_on(one.facts, today, limit)


def _first_dues(one: Registration, at: datetime) -> Iterator[Owed]:
    village, start, today = one.village, _start(one, at), beijing_date(at)
    clocks = policies.clocks_of(village.path, today)
    level = one.paper.level if one.paper else None
    if one.status.is_visited:
        due_on = start + timedelta(days=clocks.visit_interval(level))
        yield DueKind.VISIT, village.id, Role.VILLAGE_CADRE, due_on
    if one.status is PatientStatus.AWAY:
        yield call_owed(village, since=start, on=today)
    if one.status is PatientStatus.LOST:
        yield search_owed(village, on=today)
    if level is None and one.status not in GONE:
        due_on = clocks.first_determination_due(start)
        yield DueKind.FIRST_DETERMINATION, village.id, Role.VILLAGE_CADRE, due_on


def _guardian(patient: Registered, facts: NewPerson) -> dict[str, Any]:
    return {
        "patient_id": patient.id,
        "name": facts.guardian_name,
        "relation": facts.guardian_relation,
        "phone": facts.guardian_phone or None,
        "phone_index": blind_index("phone", facts.guardian_phone) if facts.guardian_phone else None,
        "address": facts.guardian_address or None,
        "from_date": facts.confirmed_on,
    }
