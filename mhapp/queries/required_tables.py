"""The four tables every person must have (表5, 6, 7, 8) [N]: which are there and which are still to be filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mhapp.domain.consent import ConsentOutcome
from mhapp.domain.permissions import Permission, can
from mhapp.domain.viewer import Viewer
from mhapp.models import Patient, RegistrationSection
from mhapp.queries.consents import last_consent
from mhapp.queries.registration_answers import (
    registration_form,
    sections_of,
    standing_answers,
)

TABLES = {
    "表6": ("identity", "residence", "life", "insurance", "health"),
    "表7": ("family", "illness", "diagnosis", "treatment"),
}
"""The sections a table is printed from."""
NAMES = {
    "表5": "参加社区服务管理知情同意书",
    "表6": "个人基本信息表",
    "表7": "个人信息补充表",
    "表8": "随访服务记录表",
}


@dataclass(frozen=True)
class RequiredTable:
    """One table: its number and name, whether it is there, and what is to be done where it is not. `elsewhere`:
    another system keeps it, so that nothing is missing here."""

    number: str
    name: str
    is_there: bool
    words: str
    elsewhere: bool = False


def required_tables(viewer: Viewer, patient: Patient) -> list[RequiredTable]:
    """The four in order; consent only for who may know it. 表8 is kept in the national system, not here."""
    rows = sections_of(patient.id)
    tables = [_filled(number, patient, rows) for number in TABLES]
    if can(viewer, Permission.CONSENT_READ):
        tables.insert(0, _consent(patient))
    return [
        *tables,
        RequiredTable("表8", NAMES["表8"], False, "由卫生院在国家严重精神障碍信息系统登记，本系统不保存", True),
    ]


def _consent(patient: Patient) -> RequiredTable:
    last = last_consent(patient.id)
    if last is None:
        return RequiredTable("表5", NAMES["表5"], False, "还没有登记")
    return RequiredTable("表5", NAMES["表5"], True, ConsentOutcome(last.outcome).label)


def _filled(number: str, patient: Patient, rows: Mapping[str, RegistrationSection]) -> RequiredTable:
    sections = registration_form().sections
    gaps = [
        sections[code].title
        for code in TABLES[number]
        if sections[code].missing(standing_answers(patient, sections[code], rows.get(code)))
    ]
    words = f"还没填完：{'、'.join(gaps)}" if gaps else "已填完"
    return RequiredTable(number, NAMES[number], not gaps, words)
