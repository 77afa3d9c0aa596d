"""The wording of 表5 as an office writes it on its page, and as it is kept."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mhapp.domain.consent_text import as_typed, consent_text_from_dict, from_typed
from mhapp.domain.errors import RuleBroken

SHIPPED = Path(__file__).parent.parent.parent / "mhapp" / "data" / "consent_text.toml"
BODY = "一、服务\n定期随访。\n电话：【卫生院电话】\n\n二、权利\n可以随时退出{附注}。"


def test_what_an_office_types_is_kept_with_its_blanks() -> None:
    document = from_typed(" 2027-1 ", "【村社区】和【卫生院】邀请您参加。", BODY)
    assert document == {
        "edition": "2027-1",
        "opening": "{committee}和{clinic}邀请您参加。",
        "sections": [
            {"heading": "一、服务", "paragraphs": ["定期随访。", "电话：{clinic_phone}"]},
            {"heading": "二、权利", "paragraphs": ["可以随时退出{{附注}}。"]},
        ],
    }
    assert as_typed(consent_text_from_dict(document)) == ("【村社区】和【卫生院】邀请您参加。", BODY)
    filled = consent_text_from_dict(document).filled(
        {"committee": "甲", "clinic": "乙", "clinic_phone": "丙"}
    )
    assert (filled.opening, filled.sections[1].paragraphs) == (
        "甲和乙邀请您参加。",
        ("可以随时退出{附注}。",),
    )


def test_the_shipped_wording_comes_back_as_it_is() -> None:
    shipped = tomllib.loads(SHIPPED.read_text("utf-8"))
    opening, body = as_typed(consent_text_from_dict(shipped))
    assert from_typed("sample-1", opening, body) == shipped


@pytest.mark.parametrize("parted", ["\n\n", "\r\n\r\n", "\n \n", "\n\u3000\n\n"])
def test_however_an_empty_line_is_typed_it_parts_two_sections(parted: str) -> None:
    document = from_typed("1", "开头", f"一、甲\n甲一。{parted}二、乙\n乙一。\n")
    assert [one["heading"] for one in document["sections"]] == ["一、甲", "二、乙"]


@pytest.mark.parametrize(
    ("opening", "body", "field", "words"),
    [
        ("开头", "一、服务", "body", "“一、服务”下面请写正文"),
        ("开头", "一、服务\n\n定期随访。", "body", "“一、服务”下面请写正文"),
        ("开头", "一、服务\n【医院】", "body", "不认识的空白项【医院】"),
        ("【患者姓名】同志", BODY, "opening", "不认识的空白项【患者姓名】"),
    ],
)
def test_what_is_to_be_mended_is_said_at_its_field(opening: str, body: str, field: str, words: str) -> None:
    with pytest.raises(RuleBroken, match=words) as refused:
        from_typed("2027-1", opening, body)
    assert refused.value.field == field
