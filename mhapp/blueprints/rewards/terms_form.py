"""The form of the county's terms: amount, scope, how often, shares, hospital days, and what a stop forfeits."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from mhapp.blueprints.rewards.forms import ShareField, YuanField, trimmed
from mhapp.domain.reward_period import PERIOD_NAMES
from mhapp.web.choice_field import ChoiceField
from mhapp.web.forms import DayField, Form

LARGEST = 100_000
"""Yuan a year: above it somebody has typed a nought too many."""


class TermsForm(Form):
    """One edition as it is written; the shares' fields are made from the terms before by `terms_form`."""

    edition = StringField(
        "版本号",
        [DataRequired("请填写版本号，例如2027-1"), Length(max=20, message="版本号最多20个字")],
        filters=[trimmed],
    )
    name = StringField(
        "名称",
        [DataRequired("请填写标准的名称"), Length(max=60, message="名称最多60个字")],
        filters=[trimmed],
    )
    effective_from = DayField("从哪天起生效", [InputRequired("请填写从哪天起生效")])
    scope = TextAreaField(
        "范围",
        [DataRequired("请写明发给谁"), Length(max=200, message="范围最多200个字")],
        filters=[trimmed],
        render_kw={"rows": 3},
    )
    yearly_yuan = YuanField(
        "每年的金额（元）",
        [
            InputRequired("请填写每年的金额"),
            NumberRange(0, LARGEST, message=f"每年的金额请填写0到{LARGEST}元之间的数"),
        ],
        places=2,
        render_kw={"inputmode": "decimal"},
    )
    periods = ChoiceField(
        "一年考核几次",
        [InputRequired("请选择一年考核几次")],
        choices=[SelectChoice(str(count), f"{count}次") for count in PERIOD_NAMES],
    )
    hospital_days_count = ChoiceField(
        "住院的天数",
        [InputRequired("请选择住院的天数算不算")],
        choices=[SelectChoice("no", "不算"), SelectChoice("yes", "照算")],
    )
    forfeits = SelectMultipleField("哪些原因停发后，没有发的也不再发")
    read = HiddenField()
    """Set by the preview's button: the edition was read as it will be."""

    @property
    def publishes(self) -> bool:
        """Whether it comes from the preview."""
        return bool(self.read.data == "yes")

    @property
    def goes_back(self) -> bool:
        """Whether whoever read the preview wants to change something first."""
        return bool(self.read.data == "back")

    def validate_yearly_yuan(self, field: Any) -> None:
        """No third decimal: nobody publishes another amount than was typed."""
        if field.data is not None and not field.errors and field.data != round(field.data, 2):
            raise ValidationError("每年的金额请最多写两位小数")

    def validate(self, *args: Any, **options: Any) -> bool:
        """The fields' own rules, and that the shares come to a hundred."""
        valid = super().validate(*args, **options)
        shares = [field for field in self if field.name.startswith("share_")]
        if any(field.errors for field in shares):
            return valid
        total = sum((field.data for field in shares), Decimal(0))
        if total != 100:
            shares[0].errors = [*shares[0].errors, f"各项比例加起来应当是100，现在是{total.normalize():f}"]
            return False
        return valid

    def document(self, base: Mapping[str, Any]) -> dict[str, Any]:
        """The shape of `reward.toml`."""
        return {
            "edition": self.edition.data,
            "name": self.name.data,
            "scope": self.scope.data,
            "yearly_yuan": f"{self.yearly_yuan.data:.2f}",
            "periods": int(self.periods.data),
            "hospital_days_count": self.hospital_days_count.data == "yes",
            "conditions": [
                {**one, "share": float(self[f"share_{one['code']}"].data)} for one in base["conditions"]
            ],
            "stops": [
                {**one, "forfeits": one["code"] in (self.forfeits.data or ())} for one in base["stops"]
            ],
        }


def terms_form(base: Mapping[str, Any]) -> TermsForm:
    """The form, filled with the terms before; number and day are for the county to write."""
    shares = {
        f"share_{one['code']}": ShareField(
            f"{one['label']}（%）",
            [InputRequired("请填写比例"), NumberRange(0, 100, message="比例请填写0到100之间的数")],
            places=None,
            render_kw={"inputmode": "decimal"},
        )
        for one in base["conditions"]
    }
    made = type("_TermsForm", (TermsForm,), dict(shares))
    form: TermsForm = made(
        name="" if base["edition"].startswith("sample-") else base["name"],  # a sample's name says it is none
        scope=base.get("scope", ""),
        yearly_yuan=Decimal(str(base["yearly_yuan"])),
        periods=str(base["periods"]),
        hospital_days_count="yes" if base["hospital_days_count"] else "no",
        forfeits=[one["code"] for one in base["stops"] if one["forfeits"]],
        **{f"share_{one['code']}": Decimal(str(one["share"])) for one in base["conditions"]},
    )
    form.forfeits.choices = [SelectChoice(one["code"], one["label"]) for one in base["stops"]]
    return form
