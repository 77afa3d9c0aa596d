"""Saving a section of the registration form: version against version, old and new kept of every field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.crypto import blind_index
from mhapp.domain.dated import read_dated
from mhapp.domain.errors import RuleBroken
from mhapp.domain.identity_number import read_identity_number
from mhapp.domain.registration import check_birth_date, derive_from_number, name_as_kept
from mhapp.domain.registration_form import Answer, FieldKind, Section, SheetRefused, changed, read_sheet
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import FieldChange, Patient, RegistrationSection
from mhapp.queries.registration_answers import (
    day_of,
    kept_text,
    section_of,
    standing_answers,
)
from mhapp.queries.responsibilities import units_of
from mhapp.services import audit_chain, list_entries
from mhapp.services.known_people import refuse_number, refuse_roster_place


class SectionChanged(Exception):
    """Somebody saved the section since the writer read it: nothing is overwritten."""

    def __init__(self, row: RegistrationSection) -> None:
        super().__init__("the section was saved by somebody else meanwhile")
        self.row = row


def save_section(
    patient: Patient,
    section: Section,
    typed: Mapping[str, Answer],
    *,
    seen_version: int,
    by: Viewer,
    at: datetime,
) -> RegistrationSection:
    """Keep a section's answers, write through what is the person's own column.

    `seen_version`: of the sheet the writer began from, 0 where there was none. Raises SectionChanged where it is
    another by now, SheetRefused with every fault at its field, RuleBroken for a role that does not fill it in.
    """
    if by.role not in section.editors:
        raise RuleBroken(f"{section.title}由{_editors(section)}填写")
    row, today = section_of(patient.id, section.code), beijing_date(at)
    if row is not None and row.version != seen_version:
        raise SectionChanged(row)
    standing = standing_answers(patient, section, row)
    answers = read_sheet(section, typed, standing, today=today)
    _check_identity(patient, section, answers, standing, today)
    _check_days(patient, section, answers, today)
    row = _store(row, patient, section, answers, by=by, at=at)
    for code in changed(standing, answers):
        db.session.add(
            FieldChange(
                record_kind="patient",
                record_id=patient.id,
                field=code,
                old=kept_text(standing.get(code, "")),
                new=kept_text(answers.get(code, "")),
                account_id=by.account_public_id,
                at=at,
            )
        )
    _write_through(patient, section, answers)
    db.session.flush()
    if section.code == "residence":
        list_entries.follow_residence(patient, caused_by=("registration_section", row.id), at=at)
    audit_chain.record(
        "patient:registration", at=at, by=by, kind="patient", subject=patient.public_id, detail=section.code
    )
    return row


def _editors(section: Section) -> str:
    return "、".join(role.label for role in Role if role in section.editors)


def _store(
    row: RegistrationSection | None,
    patient: Patient,
    section: Section,
    answers: Mapping[str, Answer],
    *,
    by: Viewer,
    at: datetime,
) -> RegistrationSection:
    if row is None:
        row = RegistrationSection(patient_id=patient.id, section=section.code, version=0)
        db.session.add(row)
    # The columns are the truth for these; the sheet keeps only how exactly a day is known.
    own = {
        field.code
        for field in section.fields
        if field.column is not None and field.kind is not FieldKind.DATED
    }
    kept = {code: answer for code, answer in answers.items() if code not in own}
    row.answers = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    row.version += 1
    row.saved_by_id, row.saved_at = by.account_id, at
    return row


def _check_identity(
    patient: Patient,
    section: Section,
    answers: dict[str, Answer],
    standing: Mapping[str, Answer],
    today: date,
) -> None:
    """The number's check digit, that nobody else has it, and sex and birth date as it says them. Into `answers`."""
    if section.code != "identity":
        return
    try:
        _derive(patient, answers, standing, today)
        answers["name"] = name_as_kept(str(answers.get("name", "")))
        if not answers["name"]:
            raise RuleBroken("请填写姓名", "name")
        if answers.get("display_number") not in (None, "", standing.get("display_number")):
            refuse_roster_place(str(answers["display_number"]), units_of(patient.id).township, but=patient.id)
    except RuleBroken as fault:
        raise SheetRefused([fault]) from None


def _check_days(patient: Patient, section: Section, answers: Mapping[str, Answer], today: date) -> None:
    """Nothing in somebody's life came before their birth; days known to the year or month count by their last."""
    days = {
        field: read_dated(str(answers[field.code]), label=field.label, field=field.code, today=today)
        for field in section.fields
        if field.kind is FieldKind.DATED and answers.get(field.code)
    }
    born = next((day.last for field, day in days.items() if field.code == "birth_date"), patient.birth_date)
    faults = [
        RuleBroken(f"{field.label}不能早于出生日期", field.code)
        for field, day in days.items()
        if born is not None and day.last < born
    ]
    if section.code == "identity" and born is not None and born > patient.confirmed_on:
        faults.append(RuleBroken("出生日期不能晚于登记日期", "birth_date"))
    if faults:
        raise SheetRefused(faults)


def _derive(
    patient: Patient, answers: dict[str, Answer], standing: Mapping[str, Answer], today: date
) -> None:
    typed = str(answers.get("identity_number", ""))
    if not typed:
        if not answers.get("no_identity_reason"):
            raise RuleBroken("请填写身份证号码；没有的，请填写没有的原因", "identity_number")
        return
    number = read_identity_number(typed, today=today)
    check_birth_date(number.birth_date, today, "identity_number")
    if number.text != standing.get("identity_number"):
        refuse_number(number.text, county_path=units_of(patient.id).county.path, but=patient.id)
    # What stood there came from the old number or was typed before there was one: only what is new can contradict.
    said = {
        code: answers.get(code) for code in ("sex", "birth_date") if answers.get(code) != standing.get(code)
    }
    born = said.get("birth_date")
    sex, birth_date = derive_from_number(
        number,
        sex=str(said["sex"]) if said.get("sex") else None,
        birth_date=date.fromisoformat(str(born)) if born else None,
    )
    answers |= {"identity_number": number.text, "sex": sex, "birth_date": birth_date.isoformat()}
    answers.pop("no_identity_reason", None)


def _write_through(patient: Patient, section: Section, answers: Mapping[str, Answer]) -> None:
    for field in section.fields:
        if field.column is None:
            continue
        answer = str(answers.get(field.code, ""))
        value: Any = answer or None
        if field.kind is FieldKind.DATED and answer:
            value = day_of(answer, field)
        if field.column == "sex":
            value = answer or "0"
        setattr(patient, field.column, value)
        if field.kind.is_hidden:
            _index(patient, field.column, answer)


def _index(patient: Patient, column: str, answer: str) -> None:
    """The fingerprints a number is found by."""
    if column == "identity_number":
        patient.identity_index = blind_index("identity", answer) if answer else None
    elif column == "phone":
        patient.phone_index = blind_index("phone", answer) if answer else None
        patient.phone_tail_index = blind_index("phone_tail", answer) if answer else None
