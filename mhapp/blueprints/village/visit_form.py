"""The visit form, generated from the score sheet in force: field names are item codes, values option codes."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from wtforms import HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from mhapp.blueprints.village.visit_fields import (
    CheckboxesField,
    DaysField,
    one_of,
    several_of,
    words,
)
from mhapp.domain.errors import RuleBroken
from mhapp.domain.score_sheet import Item, ItemKind, ScoreSheet
from mhapp.domain.visit_answers import parse_answers, submission_faults
from mhapp.domain.visit_report import Companion, Control, Manner, Met, VisitReport
from mhapp.domain.visit_rules import VisitRefused, date_faults, met_faults
from mhapp.web.forms import DayField, Form

NOT_KEPT = frozenset({"once_key", "csrf_token", "edition", "rating"})
LONGEST_KEPT = 5000
"""Of one text in a draft, in characters."""


class VisitForm(Form):
    """What every edition of the form has; the sheet's own items are added by `form_for`."""

    sheet: ScoreSheet

    def items(self) -> list[tuple[Item, Any]]:
        """The items the cadre answers, each with its field."""
        return [(item, self[item.code]) for item in self.sheet.items if item.kind is not ItemKind.RATING]

    def answers(self, raw: Any) -> dict[str, tuple[str, ...]]:
        """The answers in a request's fields. Raises RuleBroken for a code the sheet does not have."""
        return parse_answers({item.code: raw.getlist(item.code) for item in self.sheet.items}, self.sheet)

    def report(self, raw: Any) -> VisitReport:
        """The form as the service takes it; only after `validate`."""
        return VisitReport(
            visit_date=self.visit_date.data,
            manner=Manner(self.manner.data),
            met=tuple(met for met in Met if met.value in self.seen.data),
            control=Control(self.control.data),
            answers=self.answers(raw),
            other_words=self.other_words.data or "",
            came_along=tuple(one for one in Companion if one.value in self.came_along.data),
            not_met_reason=self.not_met_reason.data or "",
            medicine_days=self.medicine_days.data,
            agreed=self.agreed.data or "",
            notes=self.notes.data or "",
            edition_shown=raw.get("edition"),
            rating_shown=raw.get("rating"),
        )

    def refuse(self, error: RuleBroken) -> None:
        """Show what the rules say, each fault at its field."""
        for fault in error.faults if isinstance(error, VisitRefused) else [error]:
            self.blame(fault)

    def problem(self, raw: Any) -> str:
        """What a form may not hold at all, in words: a field or a code nobody gave it. Empty where all is known."""
        unknown = set(raw) - set(self._fields) - set(self.sheet.items_by_code) - {"only"}
        if unknown:
            return "表里有认不出的内容，请刷新页面后再填"
        try:
            self.answers(raw)
        except RuleBroken as error:
            return error.message
        for name in ("manner", "seen", "control", "came_along"):
            known = {choice.value for choice in self[name].iter_choices()}
            if not {value for value in raw.getlist(name) if value} <= known:
                return f"{self[name].label.text}：选项认不出，请重新选择"
        return ""

    def blame_all(self, raw: Any, *, today: date, backdating_days: int, birth_date: date | None) -> None:
        """After the form was not valid: add what the rules say too, so that everything is said at once."""
        met = self.seen.data or []
        faults = met_faults(met)
        if self.visit_date.data:
            faults += date_faults(self.visit_date.data, today, backdating_days, birth_date)
        try:
            answers = self.answers(raw)
        except RuleBroken as error:
            faults.append(error)
        else:
            if Met.NOBODY not in met:
                faults += submission_faults(answers, self.sheet, self.other_words.data or "")
        for fault in faults:
            if fault.field not in self or not self[fault.field].errors:
                self.blame(fault)

    def kept(self, raw: Any) -> dict[str, list[str]]:
        """What a draft keeps: {field: values} of what was filled in; empty where nothing was but the date."""
        kept = {}
        for name in self._fields.keys() - NOT_KEPT:
            values = [value[:LONGEST_KEPT] for value in raw.getlist(name) if value.strip()]
            if values:
                kept[name] = values
        return kept if kept.keys() - {"visit_date"} else {}


@cache
def form_for(sheet: ScoreSheet) -> type[VisitForm]:
    """The form class of one edition. Fields in the order of the page, which is the order errors are listed in."""
    items = [item for item in sheet.items if item.kind is not ItemKind.RATING]
    fields: dict[str, Any] = {
        "visit_date": DayField("日期", [InputRequired("请填写随访日期")]),
        "manner": one_of("形式", Manner, "请选择随访形式"),
        "seen": several_of("见到谁", Met, "请选择见到了谁，都没见到也要选", required=True),
        "not_met_reason": StringField(
            "没见到的原因", [Length(max=300, message="没见到的原因请缩短到300个字以内")]
        ),
        "control": one_of("看管", Control, "请选择在控还是失控，不清楚就选不了解"),
        "came_along": several_of("谁一起去", Companion, "请从列出的人员里选择", required=False),
    }
    for item in items:
        fields[item.code] = _item_field(item)
        if any(option.needs_words for option in item.options):
            fields["other_words"] = words("其他异常情况是什么", 500)
    fields |= {
        "medicine_days": DaysField(
            "剩余药量", [Optional(), NumberRange(0, 400, message="剩余药量请填0到400之间的天数")]
        ),
        "agreed": words("商定的事", 1000),
        "notes": words("备注", 1000),
        "edition": HiddenField(),
        "rating": HiddenField(),
    }
    fields.setdefault("other_words", words("其他异常情况是什么", 500))
    return type("SheetVisitForm", (VisitForm,), {**fields, "sheet": sheet})


def _item_field(item: Item) -> Any:
    kind = RadioField if item.kind is ItemKind.ONE else CheckboxesField
    choices = [SelectChoice(option.code, option.label) for option in item.options]
    return kind(item.title, choices=choices, validate_choice=False)


@cache
def correction_form_for(sheet: ScoreSheet) -> type[VisitForm]:
    """The form that corrects a visit of this edition: the same, and why."""
    reason = StringField(
        "更正的原因",
        [InputRequired("请填写更正的原因"), Length(max=300, message="更正的原因请缩短到300个字以内")],
    )
    return type("SheetCorrectionForm", (form_for(sheet),), {"correction_reason": reason, "sheet": sheet})
