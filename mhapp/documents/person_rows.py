"""The head of every form: who it is about. Cells the reader may not see are not there."""

from __future__ import annotations

from datetime import date

from mhapp.documents.plain_form import Coded, Content, Table, long_day, pairs
from mhapp.domain.paper_facts import PersonOnPaper
from mhapp.domain.risk_level import RiskLevel, level_label

_SEX_CODES = {"男": "1", "女": "2", "性别未知": "0", "性别未说明": "9"}


def person_table(person: PersonOnPaper, *, health: bool = True, heading: str = "") -> Table:
    """Name to guardian; with `health` the diagnosis too."""
    rows: list[tuple[str, Content]] = [
        ("姓名", person.name),
        ("性别", Coded("1男 2女", (_SEX_CODES.get(person.sex, ""),))),
        ("出生日期", long_day(person.birth_date)),
        ("年龄", f"{person.age}岁" if person.age is not None else ""),
        ("身份证号", person.identity_number),
        ("管理编号", person.management_number),
    ]
    if person.phone is not None:
        rows.append(("联系电话", person.phone))
    if person.guardian is not None:
        rows.append(("监护人", f"{person.guardian} {person.guardian_phone or ''}".strip()))
    rows.append(("现住址", _place(person)))
    if health and person.diagnosis is not None:
        rows += _diagnosis(person)
    return Table(pairs(rows, wide=("现住址",)), heading)


def _place(person: PersonOnPaper) -> str:
    """The address, with the village before it where it does not say it itself."""
    return person.address if person.unit in person.address else f"{person.unit} {person.address}".strip()


def _diagnosis(person: PersonOnPaper) -> list[tuple[str, Content]]:
    rows: list[tuple[str, Content]] = [("诊断", person.diagnosis or "")]
    if person.diagnosed_at is not None:
        rows += [("确诊医院", person.diagnosed_at), ("确诊日期", person.diagnosed_on or "")]
    return rows


def level_words(level: RiskLevel | None) -> str:
    """橙色, or 待定级."""
    return level.colour_word if level else level_label(None)


def short_day(day: date) -> str:
    """2026.7.1, where a column is narrow."""
    return f"{day.year}.{day.month}.{day.day}"
