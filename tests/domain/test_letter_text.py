"""The text of a letter as an edition: what it may say, what it must hold, how its blanks are filled."""

from __future__ import annotations

import copy
import tomllib
from typing import Any

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.letter_edition import edition_from_dict, text_from_dict
from mhapp.domain.letter_text import LetterKind, fill
from mhapp.domain.letter_words import check_edition, faults
from tests.factories.papers import DATA, VALUES, the_forbidden_words, the_shipped_edition


@pytest.fixture
def document() -> dict[str, Any]:
    """The shipped edition as plain data, to be spoiled."""
    return tomllib.loads((DATA / "letter_text.toml").read_text(encoding="utf-8"))


def saying(document: dict[str, Any], sentence: str) -> dict[str, Any]:
    """The edition with one more sentence among the guardian's duties."""
    spoiled = copy.deepcopy(document)
    spoiled["responsibility"]["sections"][1]["paragraphs"].append(sentence)
    return spoiled


def test_the_shipped_edition_may_be_printed() -> None:
    check_edition(the_shipped_edition(), the_forbidden_words())


@pytest.mark.parametrize(
    "sentence, words",
    [
        ("被监护人的风险等级为橙色。", "风险等级"),
        ("被监护人为红色人员。", "红色"),
        ("危险性评估为3级。", "危险性评估"),
        ("随访积分达到80分。", "积分"),
        ("被监护人系治安重点人。", "治安重点"),
        ("已纳入“先发”系统。", "先发"),
        ("监护人应当将被监护人关锁在家。", "关锁"),
        ("必要时可以捆绑。", "捆绑"),
        ("任何人不得虐待；监护人可以关锁。", "关锁"),
        ("监护人不得不关锁。", "关锁"),
        ("不得关锁但可以反锁。", "反锁"),
        ("监护人有权限制其人身自由。", "限制其人身自由"),
        ("监护人有权限制 人身\u3000自由。", "限制人身自由"),
        ("被监护人不得外出。", "不得外出"),
        ("未经同意禁止被监护人离开村。", "禁止被监护人离开"),
        ("监护人应当看管被监护人。", "应当看管"),
        ("监护人自愿放弃一切权利。", "放弃"),
        ("监护人承担一切后果。", "一切后果"),
        ("发生事故责任自负。", "责任自负"),
        ("监护人不得申诉。", "不得申诉"),
        ("监护人不得再就此信访。", "不得再就此信访"),
        ("不签订本责任书的，停发补贴。", "不签订本责任书的，停"),
        ("未签字的不享受免费服药。", "未签字的不享受"),
        ("签订本责任书后方可领取药品。", "签订本责任书后方可"),
        ("领取奖励即视为同意。", "视为同意"),
    ],
)
def test_what_a_letter_never_says_is_refused_with_the_sentence(
    document: dict[str, Any], sentence: str, words: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_edition(edition_from_dict(saying(document, sentence)), the_forbidden_words())
    assert f"“{words}”" in str(refused.value)
    assert str(refused.value).startswith("监护责任书：请改写这一句：“")


@pytest.mark.parametrize(
    "sentence",
    [
        "任何人不得虐待、遗弃、关锁。",
        "任何人不得限制其人身自由。",
        "严禁捆绑、拘禁被监护人。",
        "不因签订本责任书放弃任何权利。",
        "是否签订本责任书，不影响依法享有的医疗和救助。",
        "准备外出居住的，及时告诉村民委员会。",
        "对答复不满意的，可以申诉。",
    ],
)
def test_what_protects_the_patient_may_be_said(document: dict[str, Any], sentence: str) -> None:
    check_edition(edition_from_dict(saying(document, sentence)), the_forbidden_words())


def test_every_fault_of_a_text_is_found_in_reading_order(document: dict[str, Any]) -> None:
    spoiled = saying(saying(document, "积分80分。"), "可以关锁。")
    text = edition_from_dict(spoiled).text(LetterKind.RESPONSIBILITY)
    assert [fault.words for fault in faults(text, the_forbidden_words())] == ["积分", "关锁"]


@pytest.mark.parametrize("number", ["110", "120", "12356"])
def test_a_letter_without_an_emergency_number_is_refused(document: dict[str, Any], number: str) -> None:
    section = document["responsibility"]["sections"][4]
    section["paragraphs"] = [section["paragraphs"][0].replace(number, "")]
    with pytest.raises(RuleBroken, match=f"请在联系电话里写上{number}"):
        check_edition(edition_from_dict(document), the_forbidden_words())


@pytest.mark.parametrize(
    "name", ["level", "score", "guardian_name.phone", "guardian_name!r", "0", "", "guardian_name:>40"]
)
def test_a_placeholder_nobody_knows_is_refused_with_its_sentence(document: dict[str, Any], name: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        edition_from_dict(saying(document, f"补充：{{{name}}}。"))
    assert f"“补充：{{{name}}}。”" in str(refused.value)


@pytest.mark.parametrize("sentence", ["补充{。", "补充}。", "{{guardian_name}}"])
def test_a_stray_brace_is_refused(document: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RuleBroken, match="花括号不成对"):
        edition_from_dict(saying(document, sentence))


def test_a_letter_that_names_no_patient_is_refused(document: dict[str, Any]) -> None:
    document["reward"]["opening"].remove("被监护人：{patient_name}")
    with pytest.raises(RuleBroken, match="有奖监护协议缺少患者姓名"):
        edition_from_dict(document)


def test_an_edition_without_one_kind_of_letter_is_refused(document: dict[str, Any]) -> None:
    del document["reward"]
    with pytest.raises(RuleBroken, match="请写上有奖监护协议的文本"):
        edition_from_dict(document)


def test_a_letter_without_room_for_a_finger_is_refused(document: dict[str, Any]) -> None:
    document["responsibility"]["signatures"][2]["fingerprint"] = False
    with pytest.raises(RuleBroken, match="指印"):
        edition_from_dict(document)


@pytest.mark.parametrize("code", [None, "", "版本一", "a" * 21, 3])
def test_an_edition_needs_a_code(document: dict[str, Any], code: object) -> None:
    document["edition"] = code
    with pytest.raises(RuleBroken, match="请写明版本号"):
        edition_from_dict(document)


@pytest.mark.parametrize("paragraphs", ["一段", [""], ["   "], [3], ["字" * 1001], ["字"] * 31])
def test_paragraphs_are_a_list_of_written_lines(document: dict[str, Any], paragraphs: object) -> None:
    document["responsibility"]["sections"][0]["paragraphs"] = paragraphs
    with pytest.raises(RuleBroken, match="监护责任书"):
        edition_from_dict(document)


def test_blanks_are_filled_once_and_a_value_is_never_read_as_a_blank() -> None:
    assert fill(
        "{patient_name}、{guardian_name}", {"patient_name": "{guardian_name}", "guardian_name": "李"}
    ) == ("{guardian_name}、李")


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_missing_value_becomes_a_line_to_write_on(nothing: str | None) -> None:
    assert fill("电话{clinic_phone}。", {"clinic_phone": nothing}) == "电话＿＿＿＿＿＿。"


def test_a_filled_letter_is_read_back_from_its_snapshot_as_it_was() -> None:
    letter = the_shipped_edition().text(LetterKind.REWARD).filled(VALUES)
    assert text_from_dict(LetterKind.REWARD, letter.as_dict()) == letter
