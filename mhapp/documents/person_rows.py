"""The head of every form: who it is about. Cells the reader may not see are not there."""

from __future__ import annotations

from datetime import date

from mhapp.documents.plain_form import Coded, Content, Table, long_day, pairs
from mhapp.domain.paper_facts import PersonOnPaper
from mhapp.domain.risk_level import RiskLevel, level_label

LONGEST_BESIDE = 19
"""An address longer than this has a row of its own."""
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
        ("现住址", f"{person.unit} {person.address}".strip()),
        ("联系电话", person.phone),
    ]
    if person.guardian is not None:
        rows += [("监护人", person.guardian), ("监护人电话", person.guardian_phone or "")]
    if health and person.diagnosis is not None:
        rows += _diagnosis(person)
    long = len(person.unit) + len(person.address) > LONGEST_BESIDE
    return Table(pairs(rows, wide=("现住址", "联系电话") if long else ()), heading)


def _diagnosis(person: PersonOnPaper) -> list[tuple[str, Content]]:
    rows: list[tuple[str, Content]] = [("诊断", person.diagnosis or "")]
    if person.diagnosed_at is not None:
        rows += [("确诊医院", person.diagnosed_at), ("确诊日期", long_day(person.diagnosed_on))]
    return rows


def level_words(level: RiskLevel | None) -> str:
    """橙色, or 待定级."""
    return level.colour_word if level else level_label(None)


def short_day(day: date) -> str:
    """2026.7.1, where a column is narrow."""
    return f"{day.year}.{day.month}.{day.day}"
