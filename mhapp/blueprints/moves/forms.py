"""The forms of a move, and how they read as what the services take."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from mhapp.domain.viewer import Viewer
from mhapp.queries.moves import villages_of_county
from mhapp.services.border_moves import BorderMove
from mhapp.services.moves import AskedMove
from mhapp.web.choice_field import ChoiceField
from mhapp.web.forms import DayField, Form

STAYS, GOES = "stays", "goes"


def _short(label: str, most: int, need: str = "") -> StringField:
    required = [InputRequired(need)] if need else []
    return StringField(label, [*required, Length(max=most, message=f"{label}最多{most}个字")])


def _words(label: str, need: str = "") -> TextAreaField:
    required = [InputRequired(need)] if need else []
    return TextAreaField(
        label, [*required, Length(max=300, message=f"{label}最多300个字")], render_kw={"rows": 3}
    )


class _MoveForm(Form):
    """What every move says."""

    moves_on = DayField("迁移日期", [InputRequired("请填写迁移日期")])
    address = _short("新住址", 120)
    registration = ChoiceField(
        "户籍",
        choices=[SelectChoice(STAYS, "户籍不动（双列管）"), SelectChoice(GOES, "户籍一起迁走")],
    )
    reason = _words("迁移原因", "请写明为什么迁移")

    @property
    def keeps_registration(self) -> bool:
        """Whether the registration stays where it is."""
        return bool(self.registration.data == STAYS)


class VillageMoveForm(_MoveForm):
    """To another village of the county."""

    village = SelectField("迁往", [InputRequired("请选择迁往哪个村、社区")], validate_choice=False)

    def asked(self) -> AskedMove:
        """As the service takes it."""
        return AskedMove(
            self.moves_on.data, self.reason.data, self.address.data or "", self.keeps_registration
        )


class BorderForm(_MoveForm):
    """Out of the county."""

    elsewhere = _short("迁往的省、市、县", 60, "请填写迁往的省、市、县")
    counterpart = _short("对方单位", 60)
    told = _short("已经告知的单位", 120, "请写明已经告知哪些单位，如卫生院、派出所")

    def said(self) -> BorderMove:
        """As the service takes it."""
        return BorderMove(
            moves_on=self.moves_on.data,
            reason=self.reason.data,
            elsewhere=self.elsewhere.data,
            counterpart=self.counterpart.data or "",
            address=self.address.data or "",
            keeps_registration=self.keeps_registration,
            told=self.told.data or "",
        )


class ArrivalForm(Form):
    """In from elsewhere."""

    moves_on = DayField("迁来日期", [InputRequired("请填写迁来日期")])
    elsewhere = _short("从哪里迁来", 60, "请填写从哪个省、市、县迁来")
    counterpart = _short("原来管理的单位", 60)
    number = _short("原来的管理编号", 60)
    registration = ChoiceField(
        "户籍",
        choices=[SelectChoice(STAYS, "户籍还在原地（双列管）"), SelectChoice(GOES, "户籍已经迁来")],
    )
    reason = _words("迁来原因", "请写明为什么迁来")

    def said(self) -> BorderMove:
        """As the service takes it."""
        return BorderMove(
            moves_on=self.moves_on.data,
            reason=self.reason.data,
            elsewhere=self.elsewhere.data,
            counterpart=self.counterpart.data or "",
            keeps_registration=self.registration.data == STAYS,
            number=self.number.data or "",
        )


class AnswerForm(Form):
    """Take the person over, or say why not."""

    answer = ChoiceField("答复", choices=[SelectChoice("accept", "接收"), SelectChoice("decline", "不接收")])
    words = _words("不接收的原因")


class WithdrawForm(Form):
    """Take a move back."""

    taken_back = _words("撤回的原因", "请写明为什么撤回")


class ReceiptForm(Form):
    """What the counterpart answered."""

    received_on = DayField("对方回执日期", [InputRequired("请填写对方回执日期")])
    number = _short("对方编号或回执文号", 60, "请填写对方的编号或回执文号")


def village_move_form(viewer: Viewer, **values: Any) -> VillageMoveForm:
    """The form with every village of the county, so that nobody is sent where no village is."""
    form = VillageMoveForm(**values)
    form.village.choices = [SelectChoice("", "请选择")] + [
        SelectChoice(public_id, name) for public_id, name in villages_of_county(viewer)
    ]
    return form
