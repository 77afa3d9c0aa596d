"""The registration form (表6, 表7) as data: its sections, fields and codes, what an answer may be, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from mhapp.domain.dated import dated_words, read_dated
from mhapp.domain.errors import RuleBroken
from mhapp.domain.masking import masked_identity_number, masked_phone
from mhapp.domain.phone_number import read_phone
from mhapp.domain.roles import Role

NONE = "无"
"""Typed over a hidden number: there is none any more."""
MOST_TIMES = 999
LONGEST_TIMES = 9
"""Digits: leading noughts are forgiven."""

Answer = str | list[str]
"""A text, a code, a count or a dated day as text; several codes as a list. An empty one is not kept."""


class FieldKind(StrEnum):
    """How a field is filled in and read."""

    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    CHOICES = "choices"
    COUNT = "count"
    DATED = "dated"
    IDENTITY = "identity"
    PHONE = "phone"

    @property
    def is_hidden(self) -> bool:
        """Whether it is shown half only, so that an empty entry means that it stays."""
        return self in {FieldKind.IDENTITY, FieldKind.PHONE}


@dataclass(frozen=True)
class FormField:
    """One field. `column`: the person's own column it is written through to; `asked`: a whole form has it."""

    code: str
    label: str
    kind: FieldKind
    asked: bool = False
    longest: int = 0
    codes: Mapping[str, str] | None = None
    column: str | None = None
    hint: str = ""
    whole: bool = False
    """A dated field that has to be known to the day."""
    excludes: Sequence[str] = ()
    """Codes of fields that say nothing but 0 where this one is answered."""
    beside: str = ""
    """The field whose 其他 these words say: on paper they stand after its boxes."""

    def read(self, typed: Answer, *, today: date) -> Answer:
        """What is kept of what was typed; empty where nothing was. Raises RuleBroken at this field."""
        if isinstance(typed, list):
            return self._codes(typed)
        text = typed.strip()
        if not text:
            return ""
        return self._read_text(text, today)

    def _read_text(self, text: str, today: date) -> str:
        if self.kind is FieldKind.CHOICE:
            return self._codes([text])[0]
        if self.kind is FieldKind.DATED:
            return read_dated(text, label=self.label, field=self.code, today=today, whole=self.whole).text
        if self.kind is FieldKind.PHONE:
            return text if text == NONE else self._phone(text)
        if self.kind is FieldKind.COUNT:
            return self._count(text)
        if self.longest and len(text) > self.longest:
            raise RuleBroken(f"{self.label}最多{self.longest}个字", self.code)
        return text

    def _phone(self, text: str) -> str:
        try:
            return read_phone(text, field=self.code)
        except RuleBroken as error:  # a section has several: each says which it is
            raise RuleBroken(f"{self.label}：{error.message}", self.code) from None

    def _codes(self, given: list[str]) -> list[str]:
        known = self.codes or {}
        if not set(given) <= known.keys():
            raise RuleBroken(f"{self.label}请从列表里选", self.code)
        return [code for code in known if code in given]

    def _count(self, text: str) -> str:
        if not text.isdecimal() or len(text) > LONGEST_TIMES or int(text) > MOST_TIMES:
            raise RuleBroken(f"{self.label}请填0到{MOST_TIMES}的数字", self.code)
        return str(int(text))

    def words(self, answer: Answer) -> str:
        """An answer as people read it, hidden numbers half only."""
        if not answer:
            return ""
        if self.codes is not None:
            given = answer if isinstance(answer, list) else [answer]
            return "、".join(self.codes.get(code, code) for code in given)
        text = str(answer)
        if self.kind is FieldKind.DATED:
            return dated_words(text)
        if self.kind is FieldKind.PHONE:
            return masked_phone(text) or ""
        if self.kind is FieldKind.IDENTITY:
            return masked_identity_number(text) or ""
        return text


@dataclass(frozen=True)
class Section:
    """One page of the form."""

    code: str
    title: str
    editors: frozenset[Role]
    fields: tuple[FormField, ...]

    def missing(self, answers: Mapping[str, Answer]) -> list[FormField]:
        """Fields a whole form has and this one does not."""
        return [field for field in self.fields if field.asked and not answers.get(field.code)]


@dataclass(frozen=True)
class RegistrationForm:
    """All sections, in the order of the paper."""

    sections: Mapping[str, Section]

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RegistrationForm:
        """Read the shape of `mhapp/data/registration_form.toml`."""
        return cls({row["code"]: _section(row) for row in data["section"]})

    def fields(self) -> dict[str, FormField]:
        """Every field by code; no two sections share one."""
        return {field.code: field for section in self.sections.values() for field in section.fields}


def _section(row: Mapping[str, Any]) -> Section:
    return Section(
        row["code"],
        row["title"],
        frozenset(Role(role) for role in row["edit"]),
        tuple(FormField(**{**field, "kind": FieldKind(field["kind"])}) for field in row["field"]),
    )


class SheetRefused(Exception):
    """What has to be mended in a section, each fault at its field."""

    def __init__(self, faults: Sequence[RuleBroken]) -> None:
        super().__init__("；".join(str(fault) for fault in faults))
        self.faults = list(faults)


def read_sheet(
    section: Section, typed: Mapping[str, Answer], standing: Mapping[str, Answer], *, today: date
) -> dict[str, Answer]:
    """The section's answers: what was typed in its fields, hidden numbers left alone where nothing was.

    `standing`: the answers until now. Raises SheetRefused with every fault.
    """
    answers: dict[str, Answer] = {}
    faults = []
    for field in section.fields:
        try:
            answer = field.read(typed.get(field.code, ""), today=today)
        except RuleBroken as fault:
            faults.append(fault)
            continue
        if field.kind.is_hidden:
            answer = "" if answer == NONE else answer or standing.get(field.code, "")
        if answer:
            answers[field.code] = answer
    faults += [
        RuleBroken(f"{field.label}填了次数的，不能再选“{field.words(answers[field.code])}”", field.code)
        for field in section.fields
        if field.code in answers and any(answers.get(code, "0") != "0" for code in field.excludes)
    ]
    if faults:
        raise SheetRefused(faults)
    return answers


def changed(before: Mapping[str, Answer], after: Mapping[str, Answer]) -> list[str]:
    """Codes of the fields that differ, in a settled order."""
    return sorted(
        code for code in before.keys() | after.keys() if (before.get(code) or "") != (after.get(code) or "")
    )
