"""Who is in the county already is not registered again: said with the unit and whom to call, nothing else (§12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, text

from mhapp import db
from mhapp.crypto import blind_index
from mhapp.domain.errors import RuleBroken
from mhapp.domain.paper_decision import PaperDecision
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.registration import NewPerson
from mhapp.models import Patient, Responsibility, Unit
from mhapp.queries.duplicates import RegisteredElsewhere, registered_elsewhere

AT_ONCE = 500
"""How many numbers one statement looks for."""
_MY_TURN = text("SELECT pg_advisory_xact_lock(5001992, hashtext(:county))")


@dataclass(frozen=True)
class Registration:
    """One person to register: the village they live in, and where they are registered if that is another one."""

    facts: NewPerson
    village: Unit
    registered_in: Unit | None = None
    paper: PaperDecision | None = None
    """The level they already have on paper."""
    status: PatientStatus = PatientStatus.COMMUNITY
    remarks: str = ""


@dataclass(frozen=True)
class Registered:
    """Somebody registered this moment: the record's key, public id and permanent number, and what was handed in."""

    id: int
    public_id: str
    management_number: str
    one: Registration

    @property
    def lives_here_since(self) -> date | None:
        """As on the record."""
        return self.one.facts.lives_here_since

    @property
    def lives_here_proof(self) -> str | None:
        """As on the record."""
        return self.one.facts.lives_here_proof or None


def wait_for_turn(county_path: str) -> None:
    """Enter people of a county one after another, until the commit: who looks finds what others have just entered.

    A number is caught by its index, two namesakes without one by nothing else. No deadlock comes of it: whoever has
    the turn waits for no person, lead or roster of somebody else's. SQLite's write lock already holds all.
    """
    if not db.is_sqlite():
        db.session.execute(_MY_TURN, {"county": county_path})


def refuse_known(registrations: Sequence[Registration]) -> None:
    """Refuse who is in the county already, saying the unit and whom to call there, nothing else (domain §12)."""
    for county_path in sorted({one.village.path.split(".")[0] for one in registrations}):
        wait_for_turn(county_path)
    numbers_known = _known(
        Patient.identity_index,
        (
            blind_index("identity", one.facts.identity_number)
            for one in registrations
            if one.facts.identity_number
        ),
    )
    names_known = {
        (row.name, row.birth_date): row.identity_index
        for row in _rows_known(Patient.name, (one.facts.name for one in registrations))
    }
    for one in registrations:
        facts = one.facts
        if facts.identity_number and blind_index("identity", facts.identity_number) in numbers_known:
            _refuse(one, identity_number=facts.identity_number)
        if (facts.name, facts.birth_date) in names_known and not facts.not_the_same:
            unnumbered = not facts.identity_number or names_known[facts.name, facts.birth_date] is None
            if unnumbered and facts.birth_date:
                _refuse(one, name=facts.name, birth_date=facts.birth_date)
    _refuse_twice(registrations)


def refuse_number(identity_number: str, *, county_path: str, but: int) -> None:
    """Refuse a number that somebody else has; `but`: the person it is being entered for."""
    wait_for_turn(county_path)
    holder = db.session.scalar(
        select(Patient.id).where(
            Patient.identity_index == blind_index("identity", identity_number), Patient.id != but
        )
    )
    if holder is not None:
        found = registered_elsewhere(county_path=county_path, identity_number=identity_number)
        raise RuleBroken(f"这个身份证号码已经登记在{_places(found)}", "identity_number")


def refuse_roster_place(number: str, township: Unit, *, but: int) -> None:
    """Refuse a place on the township's roster that somebody else who lives there has; `but`: who is to get it."""
    wait_for_turn(township.path.split(".")[0])
    taken = (
        select(Patient.id)
        .join(Responsibility, Responsibility.patient_id == Patient.id)
        .join(Unit, Unit.id == Responsibility.unit_id)
        .where(
            Responsibility.kind == "residence",
            Responsibility.until_date.is_(None),
            Unit.parent_id == township.id,
            Patient.display_number == number,
            Patient.id != but,
        )
    )
    if db.session.scalar(taken.limit(1)) is not None:
        raise RuleBroken(f"名册序号{number}已经是本乡镇街道别人的，请核对；序号不重复使用", "display_number")


def _places(found: Sequence[RegisteredElsewhere]) -> str:
    return "；".join(f"{one.unit_name}，联系电话{one.contact}" for one in found) or "本区县以外的单位"


def _refuse(one: Registration, **asked: Any) -> None:
    """Raises RuleBroken with the unit and its number; a namesake may be explained, a number may not."""
    by_number = "identity_number" in asked
    found = registered_elsewhere(county_path=one.village.path.split(".")[0], **asked)
    if not found and not by_number:
        return  # a namesake in another county
    where = _places(found)
    if by_number:
        raise RuleBroken(f"这个身份证号码已经登记在{where}", "identity_number")
    raise RuleBroken(
        f"同名同出生日期的人已经登记在{where}；先联系核对，确实不是同一人的，请写明依据", "not_the_same"
    )


def _refuse_twice(registrations: Sequence[Registration]) -> None:
    """One number, of either kind, belongs to one person: among those registered together and before."""
    for field, column in (("identity_number", None), ("management_number", Patient.management_number)):
        given = [value for one in registrations if (value := getattr(one.facts, field))]
        if any(count > 1 for count in Counter(given).values()):
            raise RuleBroken("名单里有两行用了同一个号码，请核对", field)
        if column is not None and _known(column, given):
            raise RuleBroken("这个管理编号已经给了别人，编号不能重复使用，请核对", field)


def _known(column: Any, values: Iterable[Any]) -> set[Any]:
    wanted = sorted(set(values))
    return {
        bytes(value) if isinstance(value, memoryview) else value
        for part in _parts(wanted)
        for value in db.session.scalars(select(column).where(column.in_(part)))
    }


def _rows_known(column: Any, values: Iterable[Any]) -> Iterator[Any]:
    for part in _parts(sorted(set(values))):
        yield from db.session.execute(
            select(Patient.name, Patient.birth_date, Patient.identity_index)
            .where(column.in_(part), Patient.birth_date.is_not(None))
            .order_by(Patient.identity_index.is_(None))
        )


def _parts(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
