"""A section of the registration form as a web form, made from its data; what was typed goes on as it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from mhapp.domain.registration_form import Answer, FieldKind, FormField, Section, SheetRefused
from mhapp.queries.registration_answers import registration_form
from mhapp.web.forms import Form

LONGEST_VERSION = 9
"""Digits."""
NOT_FILLED = SelectChoice("", "未填")


class CheckboxesField(SelectMultipleField):
    """Several answers, each its own row."""


class SectionForm(Form):
    """What all sections share: the version of the sheet the writer began from, 0 where there was none."""

    version = HiddenField(default="0")

    @property
    def seen_version(self) -> int:
        """The version as a number; anything else is no version that ever was."""
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) <= LONGEST_VERSION else -1

    def typed(self, section: Section) -> dict[str, Answer]:
        """What the writer typed, by field."""
        return {field.code: self[field.code].data or "" for field in section.fields}

    def refuse(self, refused: SheetRefused) -> None:
        """Show every fault at its field."""
        for fault in refused.faults:
            self.blame(fault)


def section_form(section: Section, standing: Mapping[str, Answer], version: int) -> SectionForm:
    """The form with what stands; numbers that are shown half only are left empty."""
    shown = {
        field.code: standing.get(field.code, [] if field.kind is FieldKind.CHOICES else "")
        for field in section.fields
        if not field.kind.is_hidden
    }
    form = _form_class(section.code)(version=str(version), **shown)
    assert isinstance(form, SectionForm)
    return form


@cache
def _form_class(code: str) -> type[SectionForm]:
    fields = {field.code: _web_field(field) for field in registration_form().sections[code].fields}
    return type(f"SectionForm_{code}", (SectionForm,), fields)


def _web_field(field: FormField) -> Any:
    if field.kind is FieldKind.CHOICES:
        return CheckboxesField(field.label, choices=_choices(field), validate_choice=False)
    if field.kind is FieldKind.CHOICE:
        return SelectField(field.label, choices=[NOT_FILLED, *_choices(field)], validate_choice=False)
    if field.kind is FieldKind.LONG:
        return TextAreaField(field.label, render_kw={"rows": 3})
    keyboard = {
        FieldKind.PHONE: {"inputmode": "tel", "autocomplete": "off"},
        FieldKind.COUNT: {"inputmode": "numeric"},
        FieldKind.IDENTITY: {"autocomplete": "off", "autocapitalize": "characters"},
    }
    return StringField(field.label, render_kw=keyboard.get(field.kind, {}))


def _choices(field: FormField) -> list[SelectChoice]:
    return [SelectChoice(code, label) for code, label in (field.codes or {}).items()]


def hint_of(field: FormField, standing: Mapping[str, Answer]) -> str:
    """The line under a label: how to write it, and what stands where that is shown half only."""
    kept = field.words(standing.get(field.code, "")) if field.kind.is_hidden else ""
    if kept:
        return f"已登记{kept}，不改就空着" + ("，没有了填无" if field.kind is FieldKind.PHONE else "")
    if field.kind is FieldKind.DATED and not field.whole:
        return (
            f"{field.hint}；知道年、月、日中的哪些就填哪些" if field.hint else "如2019、2019-05或2019-05-01"
        )
    return field.hint
