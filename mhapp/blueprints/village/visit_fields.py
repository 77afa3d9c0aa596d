"""The kinds of fields the visit form is made of, each with words for what it cannot read."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from wtforms import RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from mhapp.web.number_field import NumberField


class DaysField(NumberField):
    """A whole number of days, with an example of how to write one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("剩余药量请填天数，例如14") from None


class CheckboxesField(SelectMultipleField):
    """Several answers, each its own row."""


class Known:
    """Only the codes of an enum, said in words where another one comes."""

    def __init__(self, codes: type[StrEnum], message: str) -> None:
        self.codes, self.message = codes, message

    def __call__(self, form: Any, field: Any) -> None:
        given = field.data if isinstance(field.data, list) else [field.data]
        if not {value for value in given if value} <= {code.value for code in self.codes}:
            raise ValidationError(self.message)


def choices_of(codes: type[StrEnum]) -> list[SelectChoice]:
    """A choice for each member."""
    return [SelectChoice(code.value, code.label) for code in codes]  # type: ignore[attr-defined]


def one_of(label: str, codes: type[StrEnum], message: str) -> RadioField:
    """One answer, which must be given."""
    return RadioField(
        label,
        [InputRequired(message), Known(codes, message)],
        choices=choices_of(codes),
        validate_choice=False,
    )


def several_of(label: str, codes: type[StrEnum], message: str, *, required: bool) -> CheckboxesField:
    """Several answers."""
    validators = [InputRequired(message) if required else Optional(), Known(codes, message)]
    return CheckboxesField(label, validators, choices=choices_of(codes), validate_choice=False)


def words(label: str, longest: int) -> TextAreaField:
    """A few lines."""
    return TextAreaField(label, [Length(max=longest, message=f"{label}请缩短到{longest}个字以内")])
