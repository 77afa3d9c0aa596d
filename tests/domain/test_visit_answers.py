"""Answers read from a form, and what keeps them from being submitted."""

from __future__ import annotations

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.visit_answers import parse_answers, submission_faults
from tests.factories.score_sheets import the_shipped_sheet

SHEET = the_shipped_sheet()
COMPLETE = {
    "guardianship": ("strong",),
    "medication": ("regular",),
    "symptoms": ("none",),
    "situation": ("none",),
    "other": ("none",),
}


def faults_of(words: str = "", **answers: str) -> list[tuple[str | None, str]]:
    given = COMPLETE | {item: tuple(codes.split()) for item, codes in answers.items()}
    return [(fault.field, fault.message) for fault in submission_faults(given, SHEET, words)]


def test_answers_come_in_the_order_of_the_sheet_each_once_and_other_fields_are_left_alone() -> None:
    raw = {"symptoms": ["threat", "relapse", "threat"], "medication": [""], "visit_date": ["2026-07-14"]}
    assert parse_answers(raw, SHEET) == {"symptoms": ("relapse", "threat")}


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ("symptoms", "Threat"),
        ("guardianship", "7"),
        ("danger", "6"),
        ("other", "<b>"),
        ("situation", "threat"),
    ],
)
def test_a_code_the_sheet_does_not_have_is_refused_at_its_item(item: str, code: str) -> None:
    with pytest.raises(RuleBroken, match="选项不在积分表里") as refused:
        parse_answers({item: [code]}, SHEET)
    assert refused.value.field == item


def test_a_complete_form_has_no_faults() -> None:
    assert faults_of() == []


@pytest.mark.parametrize("item", ["guardianship", "medication", "symptoms", "situation", "other"])
def test_not_known_alone_may_be_submitted(item: str) -> None:
    assert faults_of(**{item: "unknown"}) == []


def test_every_unanswered_part_is_a_fault_at_its_field() -> None:
    assert [(fault.field, fault.message) for fault in submission_faults({}, SHEET, "")] == [
        ("guardianship", "B 监护责任：请选一项，不清楚就选不了解"),
        ("medication", "C 就诊服药：请选一项，不清楚就选不了解"),
        ("symptoms", "D 症状表现：请选择，没有就选以上都没有"),
        ("situation", "E 现实状况：请选择，没有就选以上都没有"),
        ("other", "F 其他情形：请选择，没有就选以上都没有"),
    ]


@pytest.mark.parametrize(
    ("item", "answers", "message"),
    [
        ("guardianship", "strong weak", "B 监护责任：只能选一项"),
        ("medication", "regular unknown", "C 就诊服药：只能选一项"),
        ("symptoms", "none relapse", "D 症状表现：选了以上都没有，就不要再选别的"),
        ("symptoms", "relapse unknown", "D 症状表现：选了不了解，就不要再选别的"),
        ("situation", "none unknown", "E 现实状况：选了以上都没有，就不要再选别的"),
    ],
)
def test_an_answer_that_stands_alone_beside_others_is_a_fault(item: str, answers: str, message: str) -> None:
    assert faults_of(**{item: answers}) == [(item, message)]


@pytest.mark.parametrize("words", ["", "  "])
def test_another_abnormality_asks_for_words(words: str) -> None:
    assert faults_of(words, other="other_abnormality") == [("other_words", "请写明其他异常情况是什么")]


def test_another_abnormality_with_words_may_be_submitted() -> None:
    assert faults_of("半夜大声喊叫", other="incident_history other_abnormality") == []
