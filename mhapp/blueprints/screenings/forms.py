"""The forms of a round and of a household."""

from __future__ import annotations

from wtforms import StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from mhapp.domain.screening import HouseholdOutcome
from mhapp.services.screenings import Household
from mhapp.web.choice_field import ChoiceField
from mhapp.web.forms import Form
from mhapp.web.number_field import NumberField


class OpenForm(Form):
    """What a round covers."""

    area = StringField(
        "排查范围",
        [InputRequired("请填写排查范围，例如全村"), Length(max=200, message="排查范围最多200个字")],
    )
    households = NumberField("户数", [InputRequired("请填写户数")])
    persons = NumberField("人数", [InputRequired("请填写人数")])

    def numbers(self) -> tuple[str, int, int]:
        """(area, households, persons); only after `validate`."""
        return self.area.data or "", int(self.households.data or 0), int(self.persons.data or 0)


class HouseholdForm(Form):
    """One household: where, how many live there, how many were seen, what was found."""

    label = StringField(
        "哪一户",
        [InputRequired("请填写是哪一户，例如3组12号"), Length(max=60, message="哪一户请缩短到60个字以内")],
        render_kw={"autocomplete": "off"},
    )
    persons = NumberField("几口人", [InputRequired("请填写家里几口人")])
    outcome = ChoiceField(
        "结果",
        [InputRequired("请选择结果")],
        choices=[SelectChoice(one.value, one.label) for one in HouseholdOutcome],
    )
    seen = NumberField("见到")

    def household(self) -> Household:
        """As the service takes it; only after `validate`. With nobody at home nobody was seen."""
        return Household(
            label=self.label.data or "",
            persons=self.persons.data or 0,
            seen=self.seen.data or 0,
            outcome=HouseholdOutcome(self.outcome.data),
        )


class CloseForm(Form):
    """Why not everybody was seen, where that is so."""

    remark = TextAreaField(
        "还有没走到的户、没见到的人，原因是什么",
        [Length(max=500, message="原因请缩短到500个字以内")],
        render_kw={"rows": 3},
    )
