"""Counties, townships and villages."""

from __future__ import annotations

from mhapp.db import session
from mhapp.domain.roles import UnitKind
from mhapp.models import Unit
from tests.factories.numbers import Numbers

_numbers = Numbers()


def a_county(name: str = "云栖区", code: str | None = None) -> Unit:
    """A county, the top of its tree."""
    return _a_unit(UnitKind.COUNTY, None, name, code or f"50{_numbers.next():04d}")


def a_township(county: Unit | None = None, name: str | None = None) -> Unit:
    """A township of a county (of a new one unless told)."""
    county = county or a_county()
    number = _numbers.next()
    return _a_unit(UnitKind.TOWNSHIP, county, name or f"第{number}镇", f"{county.code}{number % 1000:03d}")


def a_village(township: Unit | None = None, name: str | None = None) -> Unit:
    """A village of a township (of a new one unless told)."""
    township = township or a_township()
    number = _numbers.next()
    return _a_unit(UnitKind.VILLAGE, township, name or f"第{number}村", f"{township.code}{number % 1000:03d}")


def _a_unit(kind: UnitKind, parent: Unit | None, name: str, code: str) -> Unit:
    unit = Unit(
        kind=kind,
        parent_id=parent.id if parent else None,
        code=code,
        path=f"{parent.path}.{code}" if parent else code,
        name=name,
        short_name=name.rstrip("镇村区"),
        duty_phone="023-00000000",
        clinic_phone="023-00000001",
    )
    session.add(unit)
    session.flush()
    return unit


def parent_of(unit: Unit) -> Unit:
    """The unit above."""
    parent = session.get(Unit, unit.parent_id)
    assert parent is not None, f"{unit.name} has nothing above it"
    return parent
