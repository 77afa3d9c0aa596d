"""The forms of a lead, and how they read as what the services take."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import BooleanField, FileField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from mhapp.domain.demographics import SEX_LABELS
from mhapp.domain.diagnosis import DIAGNOSES
from mhapp.domain.lead import QUESTIONS, Assessed, Ground, LeadSource, Wandering
from mhapp.domain.lead_report import LeadReport
from mhapp.domain.registration import NewPerson
from mhapp.models import Lead
from mhapp.services.lead_steps import Assessment, Psychiatrist
from mhapp.web.choice_field import ChoiceField
from mhapp.web.forms import DayField, Form
from mhapp.web.number_field import NumberField

SEXES = [SelectChoice(code, SEX_LABELS[code]) for code in ("1", "2")] + [SelectChoice("0", "不清楚")]


class PickField(SelectField):  # type: ignore[misc]
    """One of a list that opens; the label reads on after 请选择."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not on the list."""
        if not any(choice.value == self.data for choice in self.iter_choices()):
            raise ValidationError(f"请选择{self.label.text}")


class WhenConfirmedField(PickField):
    """As above, asked only where a diagnosis was made."""

    def pre_validate(self, form: Any) -> None:
        """Nothing is asked of who the person is where nothing was diagnosed."""
        if form.confirmed:
            super().pre_validate(form)


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


def _short(label: str, longest: int, need: str = "", **options: Any) -> StringField:
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
    rescue_station = _short("送到哪个救助站", 60)
    native_place = _short("查到的户籍地", 100)
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
    name = _short("姓名", 40)
    sex = SexField("性别", choices=SEXES)
    identity_number = _short("身份证号码", 30, render_kw={"autocomplete": "off"})
    birth_date = DayField("出生日期", [Optional()])
    age_about = NumberField("大约年龄", [Optional()])
    phone = _short("电话", 30, render_kw={"inputmode": "tel", "autocomplete": "off"})
    unit = PickField("人在哪个村、社区")
    address = _short("住址", 100)
    place_found = _short("发现的地点", 100)
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
    assessed_with = _short("和谁一起去", 100)
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


class ArrangeForm(Form):
    """When and where the person is seen, and on whose word."""

    arranged_on = DayField("哪天去就诊", [InputRequired("请填写哪天去就诊")])
    hospital = _short("去哪家医院", 60, "请填写去哪家医院")
    ground = ChoiceField(
        "由谁送诊",
        [InputRequired("请选择由谁送诊")],
        choices=[SelectChoice(ground.value, ground.label) for ground in Ground],
    )


class DiagnosisForm(Form):
    """What the psychiatrist found; for a diagnosis also who the person is and the certificate."""

    outcome = ChoiceField(
        "诊断结果",
        [InputRequired("请选择诊断结果")],
        choices=[
            SelectChoice("confirmed", "确诊，登记为患者"),
            SelectChoice("rejected", "没有确诊，结束这条线索"),
        ],
    )
    hospital = _short("诊断的医院", 60, "请填写诊断的医院")
    doctor = _short("精神科医生姓名", 40, "请填写精神科医生姓名")
    diagnosed_on = DayField("诊断日期", [InputRequired("请填写诊断日期")])
    diagnosis_code = WhenConfirmedField(
        "诊断",
        choices=[SelectChoice("", "请选择"), *(SelectChoice(code, name) for code, name in DIAGNOSES.items())],
    )
    photo = FileField("现在拍诊断证明", render_kw={"accept": "image/*", "capture": "environment"})
    picture = FileField("或者选已经拍好的", render_kw={"accept": "image/jpeg,image/png,image/webp"})
    name = _short("姓名", 40)
    sex = SexField("性别", choices=SEXES)
    birth_date = DayField("出生日期", [Optional()])
    identity_number = _short("身份证号码", 30, render_kw={"autocomplete": "off"})
    no_identity_reason = _short("没有身份证号码的原因", 60)
    phone = _short("电话", 30, render_kw={"inputmode": "tel", "autocomplete": "off"})
    village = WhenConfirmedField("由哪个村、社区管理")
    address = _short("现住址", 200)
    guardian_name = _short("监护人姓名", 40)
    guardian_relation = _short("与患者的关系", 20)
    guardian_phone = _short("监护人电话", 30, render_kw={"inputmode": "tel", "autocomplete": "off"})
    not_the_same = _short("同名同出生日期，确实不是同一人的依据", 200)

    @property
    def confirmed(self) -> bool:
        """Whether a diagnosis was made."""
        return self.outcome.data == "confirmed"

    def psychiatrist(self) -> Psychiatrist:
        """Who diagnosed; only after `validate`."""
        return Psychiatrist(self.hospital.data, self.doctor.data, day_of(self.diagnosed_on))

    def person(self, lead: Lead, today: date) -> NewPerson:
        """Whom to register; only after `validate`. Numbers the lead has already stand unless others are typed."""
        return NewPerson(
            name=self.name.data,
            confirmed_on=today,
            sex=self.sex.data if self.sex.data != "0" else None,
            birth_date=self.birth_date.data,
            identity_number=self.identity_number.data or lead.identity_number,
            no_identity_reason=self.no_identity_reason.data,
            phone=self.phone.data or lead.phone or "",
            address=self.address.data,
            diagnosis_code=self.diagnosis_code.data or None,
            diagnosed_on=self.diagnosed_on.data,
            diagnosed_at=self.hospital.data,
            guardian_name=self.guardian_name.data,
            guardian_relation=self.guardian_relation.data,
            guardian_phone=self.guardian_phone.data,
            not_the_same=self.not_the_same.data,
        )

    def image(self) -> bytes:
        """The bytes of whichever photo was chosen; nothing when neither was."""
        chosen = next((f.data for f in (self.photo, self.picture) if f.data), None)
        if chosen is None:
            return b""
        chosen.seek(0)
        return bytes(chosen.read())


def day_of(field: Any) -> date:
    """The day of a field that is required."""
    assert isinstance(field.data, date)
    return field.data
