"""The forms of a letter: what is agreed, that it is signed, why it ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from mhapp.domain.letter_text import LetterKind
from mhapp.web.choice_field import ChoiceField
from mhapp.web.forms import DayField, Form
from mhapp.web.scans import ScanForm


class IssueForm(Form):
    """What is agreed: which letter, with whom, from when until when."""

    kind = ChoiceField(
        "出哪一种",
        [InputRequired("请选择出哪一种")],
        choices=[SelectChoice(k.value, k.label) for k in LetterKind],
    )
    guardian = ChoiceField("和哪一位监护人签", [InputRequired("请选择和哪一位监护人签")])
    starts_on = DayField("从哪天起", [InputRequired("请填写起始日期")])
    ends_on = DayField("到哪天止", [InputRequired("请填写截止日期")])


class EndForm(Form):
    """Why a letter ends before its term."""

    reason = StringField(
        "原因",
        [InputRequired("请写明原因"), Length(max=200, message="理由最多200个字")],
    )


class SignedForm(ScanForm):
    """When it was signed, and the photo of it: taken now, or taken earlier where there was no signal."""

    signed_on = DayField("哪天签的字", [InputRequired("请填写签字的日期")])


def day_of(field: Any) -> date:
    """The day of a field that is required."""
    assert isinstance(field.data, date)
    return field.data
