"""The forms of guardians and designations, and how they read as what the services take."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import DecimalField, HiddenField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import TextInput

from mhapp.domain.designation import CostKind, DesignatingBody, DesignationGround, Measure
from mhapp.domain.guardianship import ABILITY_LABELS, BY_DESIGNATION, Basis, GuardianEnding, GuardianFacts
from mhapp.domain.identity_number import read_identity_number
from mhapp.models import Guardian
from mhapp.services.designations import Decision, Officer
from mhapp.web.choice_field import ChoiceField
from mhapp.web.edit_form import EditForm
from mhapp.web.forms import DayField, Form
from mhapp.web.number_field import NumberField


def trimmed(text: str | None) -> str | None:
    """None for nothing."""
    return (text or "").strip() or None


def _short(label: str, most: int, *, need: str = "", **options: Any) -> StringField:
    required = [DataRequired(need)] if need else []
    return StringField(
        label, [*required, Length(max=most, message=f"{label}最多{most}个字")], filters=[trimmed], **options
    )


def _words(label: str, *, need: str = "") -> TextAreaField:
    required = [DataRequired(need)] if need else []
    return TextAreaField(
        label,
        [*required, Length(max=300, message=f"{label}最多300个字")],
        filters=[trimmed],
        render_kw={"rows": 3},
    )


class YuanField(DecimalField):  # type: ignore[misc]
    """An amount in yuan, typed as text: a number control says nothing of what it could not read."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read an amount with up to two decimals, or say how to write one."""
        try:
            super().process_formdata([value.replace(",", "").replace("，", "") for value in valuelist])
        except ValueError:
            raise ValueError(f"{self.label.text}请填写数字，例如128.50") from None


class GuardianForm(Form):
    """Who cares for the person, on which ground, and how able they are."""

    name = _short("姓名或者单位名称", 40, need="请填写监护人的姓名")
    relation = _short("与患者的关系", 20, need="请填写与患者的关系，例如妻、父亲")
    basis = ChoiceField(
        "监护的依据",
        [InputRequired("请选择监护的依据")],
        choices=[SelectChoice(basis.value, basis.label) for basis in Basis],
    )
    ability = ChoiceField(
        "监护能力",
        [InputRequired("请选择监护能力")],
        choices=[SelectChoice(code, label) for code, label in ABILITY_LABELS.items()],
    )
    place_in_order = NumberField("监护顺序", [InputRequired("请填写监护顺序，第一位填1")])
    phone = _short("联系电话", 20, render_kw={"inputmode": "tel", "autocomplete": "off"})
    identity_number = _short("身份证号码", 30, render_kw={"autocomplete": "off"})
    address = _short("住址", 100)
    from_date = DayField("从哪天起担任", [InputRequired("请填写从哪天起担任")])
    version = HiddenField()

    def facts(self, today: date) -> GuardianFacts:
        """What was filled in. Raises RuleBroken at the identity number."""
        number = self.identity_number.data
        return GuardianFacts(
            name=self.name.data or "",
            relation=self.relation.data or "",
            basis=Basis(self.basis.data),
            ability=self.ability.data,
            place_in_order=self.place_in_order.data or 0,
            phone=self.phone.data,
            identity_number=read_identity_number(number, today=today).text if number else None,
            address=self.address.data,
            from_date=self.from_date.data,
        )


def form_of(guardian: Guardian) -> GuardianForm:
    """The form filled with what is on record; numbers stay out of the page: left empty they stay as they are."""
    return GuardianForm(
        name=guardian.name,
        relation=guardian.relation,
        basis=guardian.basis,
        ability=guardian.ability,
        place_in_order=guardian.place_in_order,
        address=guardian.address,
        from_date=guardian.from_date,
        version=str(guardian.version),
    )


class EndForm(Form):
    """Why and since when somebody no longer is the guardian."""

    reason = ChoiceField(
        "为什么不再担任",
        [InputRequired("请选择为什么不再担任")],
        choices=[SelectChoice(ending.value, ending.label) for ending in GuardianEnding],
    )
    ended_on = DayField("从哪天起不再担任", [InputRequired("请填写从哪天起不再担任")])
    words = _words("说明")


class ReportForm(Form):
    """Nobody, or nobody able, cares for the person."""

    ground = ChoiceField(
        "情况",
        [InputRequired("请选择是哪种情况")],
        choices=[SelectChoice(ground.value, ground.label) for ground in DesignationGround],
    )
    words = _words("了解到的情况", need="请写明了解到的情况，例如现在谁在照料")
    received_on = DayField("乡镇街道哪天收到消息", [InputRequired("请填写收到日期")])
    """Asked of the township's own offices only: from others it waits for the receipt."""


class ReceiveForm(Form):
    """The day the township had it: its days run from then."""

    received_on = DayField("哪天收到", [InputRequired("请填写收到日期")])


class OfficerForm(EditForm):
    """Who of the township is in charge until somebody is designated."""

    name = _short("负责人姓名", 40, need="请填写负责人姓名")
    post = _short("职务", 40)
    phone = _short("电话", 20, render_kw={"inputmode": "tel"})
    since = DayField("从哪天起负责", [InputRequired("请填写从哪天起负责")])

    def officer(self) -> Officer:
        """What was filled in."""
        return Officer(self.name.data or "", self.post.data, self.phone.data, self.since.data)


class DesignateForm(GuardianForm):
    """Who was designated, by whom, by which paper."""

    basis = ChoiceField(
        "指定的依据",
        [InputRequired("请选择指定的依据")],
        choices=[SelectChoice(basis.value, basis.label) for basis in Basis if basis in BY_DESIGNATION],
    )
    designated_by = ChoiceField(
        "由谁指定",
        [InputRequired("请选择由谁指定")],
        choices=[SelectChoice(body.value, body.label) for body in DesignatingBody],
    )
    document_number = _short("文书编号", 60)
    decided_on = DayField("哪天指定", [InputRequired("请填写指定的日期")])

    def decision(self) -> Decision:
        """What was filled in about the designation itself."""
        return Decision(
            decided_on=self.decided_on.data,
            designated_by=DesignatingBody(self.designated_by.data),
            document_number=self.document_number.data,
        )


class ImpossibleForm(Form):
    """Nobody can be designated: what is done instead, and who sees to it."""

    measure = ChoiceField(
        "落实的措施",
        [InputRequired("请选择落实的措施")],
        choices=[SelectChoice(measure.value, measure.label) for measure in Measure],
    )
    seen_to_by = _short("由谁落实", 60, need="请填写由谁落实，托养的写机构名称")
    words = _words("为什么无法指定", need="请写明为什么无法指定")
    decided_on = DayField("办结日期", [InputRequired("请填写办结日期")])

    def decision(self) -> Decision:
        """What was filled in."""
        return Decision(
            decided_on=self.decided_on.data,
            measure=Measure(self.measure.data),
            seen_to_by=self.seen_to_by.data,
            words=self.words.data,
        )


class CostForm(Form):
    """One cost the township carried."""

    kind = ChoiceField(
        "哪种费用",
        [InputRequired("请选择是哪种费用")],
        choices=[SelectChoice(kind.value, kind.label) for kind in CostKind],
    )
    amount = YuanField("金额（元）", [InputRequired("请填写金额")], places=2)
    paid_on = DayField("支出日期", [InputRequired("请填写支出日期")])
    words = StringField("说明", [Optional(), Length(max=100, message="说明最多100个字")], filters=[trimmed])
