"""What the registration form holds of a person: answer sheets, with the person's own columns in their place."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from mhapp import db
from mhapp.domain.dated import read_dated
from mhapp.domain.disclosure import discloses
from mhapp.domain.registration_form import Answer, FieldKind, FormField, RegistrationForm, Section
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, FieldChange, Patient, RegistrationSection
from mhapp.queries.paging import Paged, read_page

_FILE = Path(__file__).resolve().parent.parent / "data" / "registration_form.toml"
CHANGES_ON_A_PAGE = 20
_INCIDENTS = {"disturbance": "肇事", "serious_incident": "肇祸"}


@cache
def registration_form() -> RegistrationForm:
    """The form as the data file says it."""
    return RegistrationForm.from_dict(tomllib.loads(_FILE.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class SectionState:
    """A section on the overview: whole or not, and who saved it last. Fields of FIELDS["registration"]."""

    code: str
    title: str
    missing: list[str]
    saved_by: str | None
    saved_at: datetime | None
    may_edit: bool

    @property
    def is_whole(self) -> bool:
        """Whether nothing that is asked for is missing."""
        return not self.missing


@dataclass(frozen=True)
class Change:
    """One field that was changed: its label, old and new in words (hidden numbers half only), by whom, when."""

    label: str
    old: str
    new: str
    by: str
    at: datetime


def section_of(patient_id: int, section: str) -> RegistrationSection | None:
    """One section as saved; None while nobody has."""
    return db.session.scalar(
        select(RegistrationSection).where(
            RegistrationSection.patient_id == patient_id, RegistrationSection.section == section
        )
    )


def answers_of(row: RegistrationSection | None) -> dict[str, Answer]:
    """The answers of a sheet, in the shape of domain.registration_form; empty while nobody has saved it."""
    return dict(json.loads(row.answers)) if row else {}


def standing_answers(
    patient: Patient, section: Section, row: RegistrationSection | None
) -> dict[str, Answer]:
    """The sheet's answers; where a field has a column of the person's own, what stands there."""
    answers = answers_of(row)
    for field in section.fields:
        if field.column is not None:
            answers[field.code] = _of_column(getattr(patient, field.column), field, answers.get(field.code))
    return {code: answer for code, answer in answers.items() if answer}


def _of_column(value: Any, field: FormField, kept: Answer | None) -> Answer:
    """The column as an answer; a day keeps the accuracy it was entered with while it is the same day."""
    if value is None:
        return ""
    if not isinstance(value, date):
        return str(value)
    if isinstance(kept, str) and kept and day_of(kept, field) == value:
        return kept
    return value.isoformat()


def diagnosed_on_in_words(patient: Patient) -> str:
    """When somebody was diagnosed, as exactly as it is known: 2019年, 2019年5月1日; empty where it is not."""
    day = patient.diagnosed_on
    if day is None:
        return ""
    # Known to the year or month it is kept as the first day of it: on any other day nobody has to ask.
    field = registration_form().fields()["diagnosed_on"]
    kept = answers_of(section_of(patient.id, "diagnosis")).get(field.code) if day.day == 1 else None
    answer = str(_of_column(day, field, kept))
    return read_dated(answer, label=field.label, field=field.code, today=date.max).words


def day_of(answer: str, field: FormField) -> date:
    """The day a column keeps of a dated answer: the last one it may be where a time is counted from it, else the
    first."""
    dated = read_dated(answer, label=field.label, field=field.code, today=date.max)
    return dated.last if field.column == "lives_here_since" else dated.first


def lives_registered_elsewhere(patient_id: int) -> bool:
    """Whether the form says that the person is not registered where they live (常住类型 2)."""
    return answers_of(section_of(patient_id, "residence")).get("residence_type") == "2"


def readable_sections(role: Role) -> list[Section]:
    """The sections a role may read, in the order of the paper; without phones where it may know none."""
    readable = [
        one for one in registration_form().sections.values() if discloses(role, "registration", one.code)
    ]
    if discloses(role, "registration", "phones"):
        return readable
    return [replace(one, fields=_but_phones(one.fields)) for one in readable]


def _but_phones(fields: Sequence[FormField]) -> tuple[FormField, ...]:
    return tuple(field for field in fields if field.kind is not FieldKind.PHONE)


def sheets_of(viewer: Viewer, patient: Patient) -> dict[str, dict[str, Answer]]:
    """The answers of every section the viewer may read, by section code: what a paper of the form prints."""
    rows = sections_of(patient.id)
    return {
        section.code: standing_answers(patient, section, rows.get(section.code))
        for section in readable_sections(viewer.role)
    }


def overview_of(viewer: Viewer, patient: Patient) -> list[SectionState]:
    """How far each section is that the viewer may read."""
    rows = sections_of(patient.id)
    names = _names({row.saved_by_id for row in rows.values()})
    states = []
    for section in readable_sections(viewer.role):
        row = rows.get(section.code)
        missing = section.missing(standing_answers(patient, section, row))
        states.append(
            SectionState(
                section.code,
                section.title,
                [field.label for field in missing],
                names.get(row.saved_by_id) if row else None,
                row.saved_at if row else None,
                viewer.role in section.editors,
            )
        )
    return states


def changes_of(patient: Patient, section: Section, *, page: int) -> Paged[Change]:
    """What was changed last in a section, newest first."""
    fields = {field.code: field for field in section.fields}
    query = (
        select(FieldChange, Account.name)
        .outerjoin(Account, Account.public_id == FieldChange.account_id)
        .where(
            FieldChange.record_kind == "patient",
            FieldChange.record_id == patient.id,
            FieldChange.field.in_(list(fields)),
        )
        .order_by(FieldChange.id.desc())
    )

    def shown(found: Any) -> Change:
        row, name = found
        field = fields[row.field]
        old, new = (field.words(_answer(kept, field)) for kept in (row.old, row.new))
        return Change(field.label, old, new, name or "", row.at)

    return read_page(query, page=page, size=CHANGES_ON_A_PAGE).each(shown)


def kept_text(answer: Answer) -> str | None:
    """An answer as the record of changes keeps it; None for nothing."""
    if not answer:
        return None
    return json.dumps(answer) if isinstance(answer, list) else answer


def _answer(kept: str | None, field: FormField) -> Answer:
    if kept is None:
        return ""
    return list(json.loads(kept)) if field.kind is FieldKind.CHOICES else kept


def incidents_counted(illness: RegistrationSection | None) -> list[tuple[str, int]]:
    """Acts of 肇事 and 肇祸 that 表7 counts among the past, each with how often; nothing where it counts none."""
    answers = answers_of(illness)
    counted = {word: str(answers.get(code) or "0") for code, word in _INCIDENTS.items()}
    return [(word, int(times)) for word, times in counted.items() if times.isdigit() and int(times)]


def sections_of(patient_id: int) -> dict[str, RegistrationSection]:
    """All saved sections by code."""
    found = db.session.scalars(
        select(RegistrationSection).where(RegistrationSection.patient_id == patient_id)
    )
    return {row.section: row for row in found}


def _names(account_ids: set[int]) -> dict[int, str]:
    found = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(account_ids)))
    return {row.id: row.name for row in found}
