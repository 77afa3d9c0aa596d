"""The forms that put right what was entered wrongly."""

from __future__ import annotations

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from mhapp.web.choice_field import ChoiceField
from mhapp.web.forms import Form


def reason_field(label: str = "原因") -> TextAreaField:
    """Why something is put right, in words."""
    return TextAreaField(
        label,
        [InputRequired(f"请写明{label}"), Length(max=300, message=f"{label}最多300个字")],
        render_kw={"rows": 3},
    )


class NumberForm(Form):
    """The other record by the number on its paper file."""

    number = StringField(
        "另一份档案的管理编号",
        [InputRequired("请填写另一份档案的管理编号"), Length(max=20, message="管理编号最多20个字")],
    )


class MergeForm(Form):
    """Which of two records stays, and why they are one person's."""

    keep = ChoiceField("保留哪一份", choices=[])
    reason = reason_field("为什么是同一个人")


class UndoForm(Form):
    """Why two records are parted again."""

    reason = reason_field("撤销的原因")


class VisitForm(Form):
    """Whose the visit was."""

    person = SelectField("应当是谁", [InputRequired("请选择应当登记在谁名下")], validate_choice=False)
    reason = reason_field()


class CorrectionForm(Form):
    """What the decision should have said."""

    level = ChoiceField("应当认定的级别", choices=[])
    judged_with = StringField(
        "一起研判的人员",
        [InputRequired("请填写一起研判的人员"), Length(max=300, message="一起研判的人员最多300个字")],
    )
    reason = reason_field("哪里写错了")
