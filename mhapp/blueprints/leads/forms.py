"""The forms of a lead, and how they read as what the services take."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from mhapp.domain.demographics import SEX_LABELS
from mhapp.domain.lead import QUESTIONS, Assessed, Ground, LeadSource, Wandering
from mhapp.domain.lead_report import LeadReport
from mhapp.domain.rights_told import RightsTold, ToldTo
from mhapp.queries.rights_told import rights
from mhapp.services.lead_steps import Arrangement, Assessment
from mhapp.web.choice_field import ChoiceField
from mhapp.web.edit_form import EditForm
from mhapp.web.forms import BirthdayField, DayField, Form
from mhapp.web.number_field import NumberField

SEXES = [SelectChoice(code, SEX_LABELS[code]) for code in ("1", "2")] + [SelectChoice("0", "不清楚")]


class PickField(SelectField):  # type: ignore[misc]
    """One of a list that opens; the label reads on after 请选择."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not on the list."""
        if not any(choice.value == self.data for choice in self.iter_choices()):
            raise ValidationError(f"请选择{self.label.text}")


class SexField(ChoiceField):
    """Which of the two, or not known; nobody has to say."""

    data: Any

    def pre_validate(self, form: Any) -> None:
        """No answer is not known."""
        if self.data is None or self.data == "None":
            self.data = "0"
        super().pre_validate(form)


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]
    """Several answers, each its own row."""

    def pre_validate(self, form: Any) -> None:
        """The rules say what is wrong with a code nobody gave."""


def short(label: str, longest: int, need: str = "", **options: Any) -> StringField:
    validators = [Length(max=longest, message=f"{label}最多{longest}个字")]
    return StringField(
        label,
        [DataRequired(need), *validators] if need else validators,
        filters=[lambda text: (text or "").strip()],
        **options,
    )


def _words(label: str, need: str = "") -> TextAreaField:
    validators = [Length(max=1000, message=f"{label}最多1000个字")]
    return TextAreaField(
        label,
        [DataRequired(need), *validators] if need else validators,
        filters=[lambda text: (text or "").strip()],
        render_kw={"rows": 3},
    )


class WanderingForm(Form):
    """What was done for somebody far from home."""

    help_given = _words("已经给的帮助")
    rescue_station = short("送到哪个救助站", 60)
    native_place = short("查到的户籍地", 100)
    native_asked_on = DayField("向户籍地发函的日期", [Optional()])
    native_answer = _words("户籍地的回复")
    native_answered_on = DayField("回复的日期", [Optional()])

    def wandering(self) -> Wandering:
        """As the service takes it; only after `validate`."""
        return Wandering(
            help_given=self.help_given.data,
            rescue_station=self.rescue_station.data,
            native_place=self.native_place.data,
            native_asked_on=self.native_asked_on.data,
            native_answer=self.native_answer.data,
            native_answered_on=self.native_answered_on.data,
        )


class ToldForm(WanderingForm, EditForm):
    """The same about a lead that stands already."""


class ReportForm(WanderingForm):
    """A lead: 表1, when and how it was found, who it is about, and where."""

    answers = CheckboxesField(
        "看到了哪些情形",
        [DataRequired("请至少选一项看到的情形；九项都没有，就不用上报线索")],
        choices=[SelectChoice(code, words) for code, words in QUESTIONS.items()],
    )
    found_on = DayField("哪天发现的", [InputRequired("请填写哪天发现的")])
    source = PickField(
        "线索来源", choices=[SelectChoice(source.value, source.label) for source in LeadSource]
    )
    how_found = _words("怎样发现的，看到了什么", "请写清怎样发现的、看到了什么")
    name = short("姓名", 40)
    sex = SexField("性别", choices=SEXES)
    identity_number = short("身份证号码", 30, render_kw={"autocomplete": "off"})
    birth_date = BirthdayField("出生日期", [Optional()])
    age_about = NumberField("大约年龄", [Optional()])
    phone = short("电话", 30, render_kw={"inputmode": "tel", "autocomplete": "off"})
    unit = PickField("人在哪个村、社区", [InputRequired("请选择人在哪个村、社区")])
    address = short("住址", 100)
    place_found = short("发现的地点", 100)
    is_wanderer = BooleanField("流浪、走失，找不到家的人")
    known_already = BooleanField("已经联系过上面的单位，这条线索仍要上报")

    def report(self) -> LeadReport:
        """As the service takes it; only after `validate`."""
        return LeadReport(
            source=LeadSource(self.source.data),
            found_on=day_of(self.found_on),
            how_found=self.how_found.data,
            answers=tuple(self.answers.data or ()),
            name=self.name.data,
            sex=self.sex.data,
            birth_date=self.birth_date.data,
            age_about=self.age_about.data,
            identity_number=self.identity_number.data,
            phone=self.phone.data,
            address=self.address.data,
            place_found=self.place_found.data,
            wandering=self.wandering() if self.is_wanderer.data else None,
        )


class AssessForm(Form):
    """表2: who went to see, when, and what came of it."""

    assessed_on = DayField("核查日期", [InputRequired("请填写核查日期")])
    assessed_with = short("和谁一起去", 100)
    words = _words("核查情况", "请写清见到了谁、看到和听到什么")
    result = ChoiceField(
        "核查结果",
        [InputRequired("请选择核查结果")],
        choices=[SelectChoice(one.value, one.label) for one in Assessed],
    )

    def assessment(self) -> Assessment:
        """As the service takes it; only after `validate`."""
        return Assessment(
            day_of(self.assessed_on), Assessed(self.result.data), self.words.data, self.assessed_with.data
        )


class ArrangeForm(EditForm):
    """When and where the person is seen, and on whose word."""

    arranged_on = DayField("哪天去就诊", [InputRequired("请填写哪天去就诊")])
    hospital = short("去哪家医院", 60, "请填写去哪家医院")
    ground = ChoiceField(
        "由谁送诊",
        [InputRequired("请选择由谁送诊")],
        choices=[SelectChoice(ground.value, ground.label) for ground in Ground],
    )
    rights_told = CheckboxesField("告诉了哪些权利")
    rights_told_to = PickField(
        "告诉了谁",
        choices=[SelectChoice("", "请选择"), *(SelectChoice(one.value, one.label) for one in ToldTo)],
    )
    rights_told_on = DayField("哪天告诉的", [Optional()])

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rights_told.choices = [SelectChoice(code, words) for code, words in rights().items()]

    def arrangement(self) -> Arrangement:
        """As the service takes it; only after `validate`."""
        to = ToldTo(self.rights_told_to.data) if self.rights_told_to.data else None
        told = RightsTold(tuple(self.rights_told.data or ()), to, self.rights_told_on.data)
        return Arrangement(day_of(self.arranged_on), self.hospital.data, Ground(self.ground.data), told)


def day_of(field: Any) -> date:
    """The day of a field that is required."""
    assert isinstance(field.data, date)
    return field.data
