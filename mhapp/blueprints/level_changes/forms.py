"""The forms of a level change, and how they read as what the services take."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from mhapp.domain.level_change import Meeting, Specialist
from mhapp.domain.level_route import HIGH, Exit, Target, route_for
from mhapp.domain.risk_level import RiskLevel
from mhapp.services.level_changes import Asked
from mhapp.services.level_decisions import Decision, Outcome
from mhapp.services.level_filings import Filed
from mhapp.web.forms import DayField, Form
from mhapp.web.scans import ScanForm

LEVELS_DOWN = sorted(RiskLevel, reverse=True)


class Offered:
    """One of the field's choices was picked; WTForms' own check speaks English."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Form, field: Any) -> None:
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(self.message)


def _short(label: str, most: int) -> StringField:
    return StringField(label, [Length(max=most, message=f"{label}最多{most}个字")])


def _long(label: str, most: int, *, need: str = "") -> TextAreaField:
    required = [InputRequired(need)] if need else []
    return TextAreaField(
        label, [*required, Length(max=most, message=f"{label}最多{most}个字")], render_kw={"rows": 4}
    )


class SpecialistForm(Form):
    """A psychiatrist's or specialist's opinion (R10), or the day it was asked."""

    specialist_asked_on = DayField("哪天请专家出意见")
    specialist_name = _short("专家姓名", 40)
    specialist_hospital = _short("专家所在医院", 60)
    specialist_given_on = DayField("专家意见日期")
    specialist_words = _long("专家意见", 1000)

    def specialist(self) -> Specialist | None:
        """What was filled in; None where nothing was."""
        filled = Specialist(
            name=(self.specialist_name.data or "").strip(),
            hospital=(self.specialist_hospital.data or "").strip(),
            given_on=self.specialist_given_on.data,
            words=(self.specialist_words.data or "").strip(),
            asked_on=self.specialist_asked_on.data,
        )
        return filled if filled != Specialist() else None


class MeetingForm(SpecialistForm):
    """The meeting a step down may rest on, and who judged together."""

    meeting_held_on = DayField("会议日期")
    meeting_participants = _short("参会人员", 300)
    meeting_minutes = _long("会议记录", 2000)
    judged_with = _short("一起研判的人员", 300)

    def meeting(self) -> Meeting | None:
        """What was filled in; None where nothing was."""
        filled = Meeting(
            self.meeting_held_on.data, self.meeting_participants.data or "", self.meeting_minutes.data or ""
        )
        return filled if filled != Meeting() else None


class ProposalForm(MeetingForm, ScanForm):  # type: ignore[misc]
    """What a member of the care team asks for; the photo is the proof of a direct exit."""

    target = RadioField("提出的级别", [Offered("请选择提出的级别")], choices=[], validate_choice=False)
    reason = _long("理由", 1000, need="请填写提出的理由")
    basis = RadioField(
        "下调的依据",
        choices=[SelectChoice("two_falls", "连续两次随访分值下降"), SelectChoice("meeting", "会议研判")],
        validate_choice=False,
    )
    grounds = _long("证明材料或撤管条件", 1000)

    def offer(self, in_force: RiskLevel | None, *, dead: bool = False) -> None:
        """Fill in what may be asked for: the four levels, the present one as keeping it, then the exits; of somebody
        who died the exit by death alone."""
        exits = [exit_ for exit_ in Exit if exit_.is_direct or in_force in {*HIGH, RiskLevel.YELLOW}]
        levels = LEVELS_DOWN
        if dead:
            exits, levels = [Exit.DEATH], []
        self.target.choices = [SelectChoice(level.value, _target_words(level, in_force)) for level in levels]
        self.target.choices += [SelectChoice(exit_.value, exit_.label) for exit_ in exits]

    def validate_photo(self, field: Any) -> None:
        """Only a direct exit rests on a paper: a photo handed in with anything else would be lost without a word."""
        ground = self.ground()
        if self.target.data and not (ground and ground.is_direct) and self.image():
            raise ValidationError("去世、迁出、因其他疾病出库才在这里附证明；别的材料请放进档案材料")

    def ground(self) -> Exit | None:
        """The exit that is asked for; None for a level, or nothing yet."""
        return Exit(self.target.data) if self.target.data in set(Exit) else None

    def asked(self, proof: str = "") -> Asked:
        """As the service takes it. `proof`: the page of the file the photo became."""
        return Asked(
            target=target_from(self.target.data),
            reason=self.reason.data or "",
            two_falls=self.basis.data == "two_falls",
            meeting=self.meeting() if self.basis.data != "two_falls" else None,
            grounds=self.grounds.data or "",
            proof=proof,
            specialist=self.specialist(),
            judged_with=self.judged_with.data or "",
        )


class DecisionForm(MeetingForm):
    """One step of an office. `seen_step`: the open step as the page showed it."""

    seen_step = HiddenField()
    outcome = RadioField("办理", [Offered("请选择怎样办理")], choices=[], validate_choice=False)
    level = SelectField(
        "其他级别或建议的级别",
        [Offered("请选择列出的级别")],
        default="",
        choices=[
            SelectChoice("", "不填"),
            *(SelectChoice(level.value, level.colour_word) for level in LEVELS_DOWN),
        ],
        validate_choice=False,
    )
    opinion = _long("意见", 1000, need="请填写意见")

    def decision(self) -> Decision:
        """As the service takes it."""
        outcome = Outcome(self.outcome.data)
        names_level = self.level.data and outcome in {Outcome.OTHER, Outcome.RETURN}
        return Decision(
            outcome=outcome,
            opinion=self.opinion.data or "",
            level=RiskLevel(self.level.data) if names_level else None,
            judged_with=self.judged_with.data or "",
            specialist=self.specialist(),
            meeting=self.meeting(),
        )


class WordsForm(Form):
    """Another member's opinion on an open proposal."""

    words = _long("补充意见", 1000, need="请填写补充意见")


class ReasonForm(Form):
    """Why a proposal is withdrawn, or a suggestion not proposed for now."""

    reason = _long("原因", 500, need="请写明原因")


class FilingForm(ScanForm):
    """The county's filing, or the city's as its stamped sheet says."""

    filed_on = DayField("备案日期", [InputRequired("请填写备案日期")])
    authority = _short("备案单位", 60)
    number = _short("文号", 60)
    remark = _long("说明或疑问", 500)

    def filed(self, file_id: int | None) -> Filed:
        """As the service takes it; only after `validate`."""
        day: Any = self.filed_on.data
        return Filed(day, self.number.data or "", self.remark.data or "", self.authority.data or "", file_id)


def target_from(code: str) -> Target:
    """A level or an exit by its code."""
    return RiskLevel(code) if code in set(RiskLevel) else Exit(code)


def _target_words(level: RiskLevel, in_force: RiskLevel | None) -> str:
    if level is in_force:
        return f"保持{level.colour_word}，重新开始复核期"
    return f"定为{level.colour_word}" if in_force is None else f"改为{level.colour_word}"


def route_notes(in_force: RiskLevel | None) -> dict[str, str]:
    """Who determines each level, as the quiet words beside its answer."""
    notes: dict[str, str] = {}
    for level in LEVELS_DOWN:
        row = route_for(in_force, level).row
        notes[level.value] = "镇审核，区县认定" if row.audit else "镇认定"
    return notes
