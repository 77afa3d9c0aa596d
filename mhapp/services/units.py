"""Units of the organisation tree: a county brings its shipped editions, the others hang below it."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import select

from mhapp import db
from mhapp.domain.errors import RuleBroken
from mhapp.domain.roles import UnitKind
from mhapp.models import Unit
from mhapp.services import audit_chain
from mhapp.services.shipped import load_shipped

CODE_LENGTHS = {UnitKind.COUNTY: 6, UnitKind.TOWNSHIP: 9, UnitKind.VILLAGE: 12}
"""Digits of a statistical division code by kind [N]."""
_ABOVE = {UnitKind.TOWNSHIP: UnitKind.COUNTY, UnitKind.VILLAGE: UnitKind.TOWNSHIP}
_ENDINGS = re.compile(r"(?<=.)(街道|镇|乡|社区|村|区|县)$")


def add_unit(
    kind: UnitKind,
    code: str,
    name: str,
    *,
    above: str | None = None,
    short_name: str = "",
    duty_phone: str | None = None,
    clinic_phone: str | None = None,
    at: datetime,
) -> Unit:
    """Add a county, township or village. `above`: the code of the unit over it; none for a county.

    Raises RuleBroken at the field that mends it.
    """
    _check(kind, code, name)
    parent = _parent(kind, above)
    unit = Unit(
        kind=kind.value,
        parent_id=parent.id if parent else None,
        code=code,
        path=f"{parent.path}.{code}" if parent else code,
        name=name.strip(),
        short_name=short_name.strip() or _ENDINGS.sub("", name.strip()),
        duty_phone=duty_phone,
        clinic_phone=clinic_phone,
    )
    db.session.add(unit)
    db.session.flush()
    audit_chain.record("unit:add", at=at, kind="unit", subject=unit.public_id, detail=kind.value)
    if kind is UnitKind.COUNTY:
        load_shipped(unit, at=at)
    return unit


def unit_by_code(code: str, *, field: str = "unit") -> Unit:
    """The unit with this code. Raises RuleBroken where there is none."""
    unit = db.session.scalar(select(Unit).where(Unit.code == code))
    if unit is None:
        raise RuleBroken(f"没有代码为{code}的单位，请先用 flask unit add 添加", field)
    return unit


def _check(kind: UnitKind, code: str, name: str) -> None:
    length = CODE_LENGTHS[kind]
    if not re.fullmatch(rf"[0-9]{{{length}}}", code):
        raise RuleBroken(f"单位代码请填写{length}位数字（统计用区划代码）", "code")
    if not 2 <= len(name.strip()) <= 60:
        raise RuleBroken("单位名称请填写2到60个字", "name")
    if db.session.scalar(select(Unit.id).where(Unit.code == code)):
        raise RuleBroken(f"代码{code}已有单位，请核对", "code")


def _parent(kind: UnitKind, above: str | None) -> Unit | None:
    wanted = _ABOVE.get(kind)
    if wanted is None:
        if above:
            raise RuleBroken("区县上面没有单位，请去掉上级代码", "above")
        return None
    if not above:
        raise RuleBroken("请写明上级单位的代码", "above")
    parent = unit_by_code(above, field="above")
    if parent.kind != wanted:
        raise RuleBroken(
            f"上级单位应是{'区县' if wanted is UnitKind.COUNTY else '乡镇街道'}，请核对代码", "above"
        )
    return parent
