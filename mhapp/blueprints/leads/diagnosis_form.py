"""The form of a diagnosis: what the psychiatrist found, and who the person is where something was found."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import FileField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, ValidationError

from mhapp.blueprints.leads.forms import SEXES, PickField, SexField, day_of, short
from mhapp.domain.diagnosis import DIAGNOSES
from mhapp.domain.registration import NewPerson
from mhapp.models import Lead
from mhapp.services.lead_steps import Psychiatrist
from mhapp.web.choice_field import ChoiceField
from mhapp.web.forms import BirthdayField, DayField
from mhapp.web.scans import ScanForm


class WhenConfirmedField(PickField):
    """As above, asked only where a diagnosis was made."""

    def pre_validate(self, form: Any) -> None:
        """Nothing is asked of who the person is where nothing was diagnosed."""
        if form.confirmed:
            super().pre_validate(form)
            if not self.data:
                raise ValidationError(f"请选择{self.label.text}")


class DiagnosisForm(ScanForm):
    """What the psychiatrist found; for a diagnosis also who the person is and the certificate."""

    outcome = ChoiceField(
        "诊断结果",
        [InputRequired("请选择诊断结果")],
        choices=[
            SelectChoice("confirmed", "确诊，登记为患者"),
            SelectChoice("rejected", "没有确诊，结束这条线索"),
        ],
    )
    hospital = short("诊断的医院", 60, "请填写诊断的医院")
    doctor = short("精神科医生姓名", 40, "请填写精神科医生姓名")
    diagnosed_on = DayField("诊断日期", [InputRequired("请填写诊断日期")])
    diagnosis_code = WhenConfirmedField(
        "诊断",
        choices=[SelectChoice("", "请选择"), *(SelectChoice(code, name) for code, name in DIAGNOSES.items())],
    )
    photo = FileField("现在拍诊断证明", render_kw={"accept": "image/*", "capture": "environment"})
    name = short("姓名", 40)
    sex = SexField("性别", choices=SEXES)
    birth_date = BirthdayField("出生日期", [Optional()])
    identity_number = short("身份证号码", 30, render_kw={"autocomplete": "off"})
    no_identity_reason = short("没有身份证号码的原因", 60)
    phone = short("电话", 30, render_kw={"inputmode": "tel", "autocomplete": "off"})
    village = WhenConfirmedField("由哪个村、社区管理")
    address = short("现住址", 200)
    guardian_name = short("监护人姓名", 40)
    guardian_relation = short("与患者的关系", 20)
    guardian_phone = short("监护人电话", 30, render_kw={"inputmode": "tel", "autocomplete": "off"})
    not_the_same = short("同名同出生日期，确实不是同一人的依据", 200)

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
