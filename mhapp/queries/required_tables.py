"""The four tables every person must have (表5, 6, 7, 8) [N]: which are there and which are still to be filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mhapp.domain.consent import ConsentOutcome
from mhapp.domain.dated import day_in_words
from mhapp.domain.disclosure import Group, may_see
from mhapp.domain.follow_up import KeptAs
from mhapp.domain.permissions import Permission, can
from mhapp.domain.viewer import Viewer
from mhapp.models import Patient, RegistrationSection
from mhapp.queries.consents import last_consent
from mhapp.queries.follow_ups import follow_up_of
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
    """One table: its number and name, whether it is there, and what is to be done where it is not. `kept`: where it
    is, for a table that is not filled in here."""

    number: str
    name: str
    is_there: bool
    words: str
    kept: KeptAs | None = None


def required_tables(viewer: Viewer, patient: Patient) -> list[RequiredTable]:
    """The four in order; consent only for who may know it."""
    rows = sections_of(patient.id)
    tables = [_filled(number, patient, rows) for number in TABLES]
    if can(viewer, Permission.CONSENT_READ):
        tables.insert(0, _consent(patient))
    return [*tables, _follow_up(viewer, patient)]


def _follow_up(viewer: Viewer, patient: Patient) -> RequiredTable:
    """表8 is not filled in here: its sheet hangs in the file, or it stands in the national system."""
    found = follow_up_of(patient)
    if found is None:
        words = "卫生院把纸质表8存入档案，或者登记国家系统里已有"
        return RequiredTable("表8", NAMES["表8"], False, words)
    words = {KeptAs.PAPER: "纸质表8已存入档案", KeptAs.NATIONAL: "在国家严重精神障碍信息系统里"}[found.kept]
    if may_see(viewer.role, Group.LEVEL):
        words = f"{words}，第一次随访{day_in_words(found.on)}"
    return RequiredTable("表8", NAMES["表8"], True, words, found.kept)


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
