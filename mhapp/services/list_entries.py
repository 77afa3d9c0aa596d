"""What has to be entered into the lists kept elsewhere, asked for by a registration, a decision or a move (domain §3).

The program reaches no list by itself: it says what is due; that it was done is recorded by `list_records`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import select

from mhapp import bulk, db
from mhapp.clock import beijing_date
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.level_route import Exit
from mhapp.domain.list_entry import Ask, ListAct, ListSystem, Standing, asked_for, who_enters
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.models import Due, LevelDecision, ListEntry, Patient, Responsibility, Unit
from mhapp.queries import policies
from mhapp.queries.list_standings import list_rules, open_entries_of, standings_of
from mhapp.queries.registration_answers import lives_registered_elsewhere
from mhapp.queries.responsibilities import township_of, units_of
from mhapp.services import dues

Owner = tuple[int, int | None, bool]
"""Township that owes an entry, township that assists, whether a place outside this county enters."""


class Resident(Protocol):
    """Whom an entry is about: somebody on record, or registered this moment."""

    @property
    def id(self) -> int:
        """The record's key."""

    @property
    def lives_here_since(self) -> date | None:
        """Since when they live where they live."""

    @property
    def lives_here_proof(self) -> str | None:
        """What shows it."""


def ask_for_new_people(registered: Sequence[tuple[Resident, Unit]], *, at: datetime) -> None:
    """All confirmed people are in the health system: owed by the clinic. (person, village of residence) each."""
    ask, today = Ask(ListSystem.HEALTH, ListAct.ENTER), beijing_date(at)
    entries = [
        _entry(patient, ask, (township_of(village), None, False), None, _due_on(village.path, today), at)
        for patient, village in registered
    ]
    _owe(entries, at)


def follow_decision(patient: Patient, decision: LevelDecision, *, at: datetime) -> None:
    """Ask for what a decision makes due in each list, and drop what an earlier one asked for and nobody did yet."""
    before = RiskLevel(decision.previous_level) if decision.previous_level else None
    now = RiskLevel(decision.level) if decision.level else None
    ground = Exit(decision.exit_ground) if decision.exit_ground else None
    standing = standings_of(patient.id)
    asks = {
        ask.system: ask
        for ask in asked_for(list_rules(), standing, before=before, now=now, exit_ground=ground)
    }
    for entry in open_entries_of([patient.id]):
        ask = asks.get(ListSystem(entry.system))
        if ask is not None and (entry.act, entry.control_grade) == (ask.act.value, ask.grade):
            del asks[ask.system]
        elif not _stays(entry, ground, ask):
            _drop(entry, decision, at)
    units, today = units_of(patient.id), beijing_date(at)
    registered = _registration_townships([patient.id]).get(patient.id)
    outside = registered is None and lives_registered_elsewhere(patient.id)
    due_on = _due_on(units.township.path, today)
    entries = []
    for ask in asks.values():
        owner = _owner(patient, _role(ask.system), units.township.id, registered, outside, today)
        entries.append(_entry(patient, ask, owner, decision.id, due_on, at))
    _owe(entries, at)


def follow_first_decisions(firsts: Sequence[tuple[Resident, Unit, RiskLevel, int]], *, at: datetime) -> None:
    """The same for people registered this moment: (person, village, level, the decision's key) each."""
    places = _registration_townships([patient.id for patient, _, _, _ in firsts])
    rules, today, standing = list_rules(), beijing_date(at), {ListSystem.HEALTH: Standing(listed=True)}
    entries = []
    for patient, village, level, decision_id in firsts:
        due_on, registered = _due_on(village.path, today), places.get(patient.id)
        for ask in asked_for(rules, standing, before=None, now=level):
            owner = _owner(patient, _role(ask.system), township_of(village), registered, False, today)
            entries.append(_entry(patient, ask, owner, decision_id, due_on, at))
    _owe(entries, at)


def follow_residence(patient: Patient, *, caused_by: dues.RecordKey, at: datetime) -> None:
    """Who owes what is still open, by where the person lives and is registered now; by the same day as before."""
    units, today = units_of(patient.id), beijing_date(at)
    registered = _registration_townships([patient.id]).get(patient.id)
    outside = registered is None and lives_registered_elsewhere(patient.id)
    for entry in open_entries_of([patient.id]):
        owner = _owner(patient, Role(entry.owed_by_role), units.township.id, registered, outside, today)
        entry.owed_by_unit_id, entry.assisting_unit_id, entry.owed_elsewhere = owner
        started_by = ("list_entry", entry.id)
        for due in dues.open_dues_of(patient.id, {DueKind.LIST_ENTRY}, started_by=started_by):
            if due.owed_by_unit_id == owner[0]:
                continue
            dues.close(due, closed_by=caused_by, at=at)
            dues.open_due(
                DueKind.LIST_ENTRY, patient_id=patient.id, unit_id=owner[0], role=Role(entry.owed_by_role),
                started_by=started_by, due_on=due.due_on, at=at,
            )  # fmt: skip
    db.session.flush()


def _stays(entry: ListEntry, ground: Exit | None, ask: Ask | None) -> bool:
    """The health system is asked for once; an exit that leaves the person with the clinic does not take it back."""
    if entry.system != ListSystem.HEALTH or ask is not None:
        return False
    return ground not in list_rules().lists[ListSystem.HEALTH].ends_with


def _drop(entry: ListEntry, decision: LevelDecision, at: datetime) -> None:
    entry.dropped_at = at
    dues.close_dues(
        entry.patient_id, {DueKind.LIST_ENTRY}, closed_by=("level_decision", decision.id),
        started_by=("list_entry", entry.id), at=at,
    )  # fmt: skip
    db.session.flush()


def _entry(
    patient: Resident, ask: Ask, owner: Owner, decision_id: int | None, due_on: date, at: datetime
) -> dict[str, Any]:
    unit_id, assisting_id, elsewhere = owner
    return {
        "patient_id": patient.id,
        "system": ask.system.value,
        "act": ask.act.value,
        "control_grade": ask.grade,
        "decision_id": decision_id,
        "owed_by_unit_id": unit_id,
        "owed_by_role": _role(ask.system).value,
        "owed_elsewhere": elsewhere,
        "assisting_unit_id": assisting_id,
        "asked_at": at,
        "due_on": due_on,
    }


def _role(system: ListSystem) -> Role:
    return list_rules().lists[system].role


def _owner(
    patient: Resident, role: Role, here: int, registered: int | None, outside: bool, today: date
) -> Owner:
    """`here`, `registered`: townships; the clinic's lists follow the residence, the police's the six-month rule."""
    if role is not Role.POLICE_OFFICER:
        return here, None, False
    owner = who_enters(
        lives_here_since=patient.lives_here_since,
        proof=patient.lives_here_proof,
        registered_here=not outside and registered in {None, here},
        on=today,
        months=list_rules().lived_here_months,
    )
    if owner.by_residence or registered is None:
        return here, registered if owner.other_assists else None, not owner.by_residence
    return registered, here, False


def _registration_townships(patient_ids: Sequence[int]) -> dict[int, int]:
    """The township where each is registered, for whom another village of this installation is on record."""
    found = db.session.execute(
        select(Responsibility.patient_id, Unit.parent_id)
        .join(Unit, Unit.id == Responsibility.unit_id)
        .where(
            Responsibility.patient_id.in_(patient_ids),
            Responsibility.kind == "registration",
            Responsibility.until_date.is_(None),
            Unit.parent_id.is_not(None),
        )
    )
    return {row.patient_id: row.parent_id for row in found}


def _due_on(unit_path: str, today: date) -> date:
    return policies.calendar_of(unit_path, today).add(today, list_rules().entry_working_days).day


def _owe(entries: Sequence[dict[str, Any]], at: datetime) -> None:
    keys = bulk.store(ListEntry, entries)
    owed = [
        dues.due_row(
            DueKind.LIST_ENTRY, patient_id=entry["patient_id"], unit_id=entry["owed_by_unit_id"],
            role=Role(entry["owed_by_role"]), started_by=("list_entry", key), due_on=entry["due_on"], at=at,
        )
        for key, entry in zip(keys, entries, strict=True)
    ]  # fmt: skip
    bulk.store(Due, owed)
