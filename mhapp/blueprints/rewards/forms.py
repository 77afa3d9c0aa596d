"""The forms of 以奖代补."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import DecimalField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import TextInput

from mhapp.domain.reward import Judgement
from mhapp.domain.reward_terms import RewardTerms
from mhapp.queries.reward_halts import AT_BANK, AT_FINANCE
from mhapp.web.choice_field import ChoiceField
from mhapp.web.forms import DayField, Form
from mhapp.web.scans import ScanForm

PURPOSES = {"bank": "送银行代发", "finance": "报财政审核", "check": "本单位核对"}
"""What a roster with account numbers is taken out for; the code is kept in the audit trail."""
OUT_OF_THE_HOUSE = frozenset({"bank", "finance"})
"""Who has the workbook then: they are asked to stop a payment from then on."""


def trimmed(text: str | None) -> str | None:
    """None for nothing."""
    return (text or "").strip() or None


class YuanField(DecimalField):  # type: ignore[misc]
    """An amount in yuan, typed as text: a number control says nothing of what it could not read."""

    data: Any
    widget = TextInput()
    example = "1250.00"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read an amount with up to two decimals, or say how to write one: "NaN" and "Infinity" are none."""
        try:
            super().process_formdata([value.replace(",", "").replace("，", "") for value in valuelist])
            if self.data is not None and not self.data.is_finite():
                self.data = None
                raise ValueError
        except ValueError:
            raise ValueError(f"{self.label.text}请填写数字，例如{self.example}") from None


class ShareField(YuanField):
    """A share in percent, typed likewise."""

    example = "25"


class AssessmentForm(Form):
    """A judgement of every condition of the county's terms; the fields are made from these by `assessment_form`."""

    def judgements(self, terms: RewardTerms) -> dict[str, Judgement]:
        """Condition → judgement, those answered."""
        return {one.code: Judgement(self[one.code].data) for one in terms.conditions if self[one.code].data}

    def words(self, terms: RewardTerms) -> dict[str, str]:
        """Condition → words."""
        return {one.code: self[f"{one.code}_words"].data or "" for one in terms.conditions}


def assessment_form(terms: RewardTerms) -> AssessmentForm:
    """The form with one question and one line of words for every condition."""
    fields: Mapping[str, Any] = {
        name: one
        for condition in terms.conditions
        for name, one in (
            (
                condition.code,
                ChoiceField(
                    condition.label,
                    [InputRequired(f"请对“{condition.label}”作出判断")],
                    choices=[SelectChoice(judged.value, judged.label) for judged in Judgement],
                ),
            ),
            (
                f"{condition.code}_words",
                StringField("依据或者原因", [Length(max=200, message="依据最多200个字")], filters=[trimmed]),
            ),
        )
    }
    form: AssessmentForm = type("_AssessmentForm", (AssessmentForm,), dict(fields))()
    return form


class ConfirmForm(Form):
    """The amount that is paid."""

    amount = YuanField("确认的金额（元）", [InputRequired("请填写确认的金额")], places=2)
    amount_reason = TextAreaField(
        "和建议金额不一样的理由",
        [Length(max=200, message="理由最多200个字")],
        filters=[trimmed],
        render_kw={"rows": 3},
    )


class StopForm(Form):
    """Why and from when a reward stops; the reasons are the county's."""

    reason = ChoiceField("停发的原因", [InputRequired("请选择停发的原因")])
    stopped_on = DayField("从哪天起停发", [InputRequired("请填写从哪天起停发")])
    words = TextAreaField(
        "情况说明",
        [DataRequired("请写明情况"), Length(max=300, message="情况说明最多300个字")],
        filters=[trimmed],
        render_kw={"rows": 3},
    )


class AccountForm(Form):
    """Where the money goes."""

    holder = StringField(
        "户名", [DataRequired("请填写户名"), Length(max=40, message="户名最多40个字")], filters=[trimmed]
    )
    bank = StringField(
        "开户银行",
        [DataRequired("请填写开户银行"), Length(max=60, message="开户银行最多60个字")],
        filters=[trimmed],
    )
    number = StringField(
        "账号",
        [InputRequired("请填写账号"), Length(max=40, message="账号最多40位")],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    number_again = StringField(
        "再填一遍账号",
        [InputRequired("请再填一遍账号")],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    secrets = frozenset({"number", "number_again"})


class RosterForm(Form):
    """Making a roster takes no answers."""


class ExportForm(Form):
    """What the workbook is for."""

    purpose = ChoiceField(
        "下载做什么用",
        [InputRequired("请选择下载做什么用")],
        choices=[SelectChoice(code, label) for code, label in PURPOSES.items()],
    )


class SentForm(Form):
    """The roster went to the bank otherwise than by our workbook: finance passed it on, or it was carried there."""

    sent_on = DayField("哪天送的银行", [InputRequired("请填写哪天送的银行")])


HALTED_CHOICES = {
    held: [SelectChoice("failed", f"{who}已停付"), SelectChoice("paid", "停付以前已经付出")]
    for held, who in ((AT_BANK, "银行"), (AT_FINANCE, "财政"))
}
"""What became of a payment that who has the roster was asked to stop."""


class ResultForm(Form):
    """What became of a payment."""

    result = ChoiceField(
        "发放结果",
        [InputRequired("请选择发放结果")],
        choices=[SelectChoice("paid", "已经到账"), SelectChoice("failed", "发放失败")],
    )
    result_on = DayField("日期", [InputRequired("请填写日期")])
    failure = StringField("失败的原因", [Length(max=100, message="原因最多100个字")], filters=[trimmed])


class ReceiptForm(ScanForm):
    """The signed receipt."""

    receipt_on = DayField("哪天签的字", [InputRequired("请填写签字的日期")])
