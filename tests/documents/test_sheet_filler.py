"""Filling a layout: one row a person, everything as text, the look and what stands below kept."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
import xlsxwriter

from mhapp.documents.sheet_filler import check_layout, fill_layout
from mhapp.documents.workbook_package import check_package
from mhapp.domain.errors import RuleBroken
from mhapp.queries.workbook_columns import roster_columns
from tests.documents.test_workbook_reader import with_part
from tests.factories.workbooks import cells_of

FOOT = "仅供工作使用　石盘镇 & 某某"


def a_layout(
    row: tuple[str, ...],
    *,
    merged: str = "",
    formula: str = "",
    foot: bool = False,
    below: str = "以下无正文",
) -> bytes:
    """A title, a row of headers, the people's row, and a note over two columns below it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        red = book.add_format({"font_color": "red", "border": 1})
        sheet = book.add_worksheet("表一")
        sheet.write_string(0, 0, "{{单位}}，{{人数}}人")
        sheet.write_row(1, 0, ["号", "名", "证"])
        for place, text in enumerate(row):
            sheet.write_string(2, place, text, red)
        sheet.merge_range("A5:B5", below)
        if merged:
            sheet.merge_range(merged, "")
        if formula:
            sheet.write_formula(formula, "=1+1")
        if foot:
            sheet.set_footer("&L旧页脚")
    return out.getvalue()


GOOD = a_layout(("{{行号}}", "{{姓名}}（{{村}}）", "{{身份证号码}}"), foot=True)


def filled(*lines: dict[str, str], layout: bytes = GOOD) -> bytes:
    return fill_layout(layout, lines, {"单位": "石盘镇", "人数": str(len(lines))}, FOOT, roster_columns())


def sheet_of(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read("xl/worksheets/sheet1.xml").decode()


def test_every_person_gets_a_row_and_what_stands_below_moves_down() -> None:
    data = filled(
        {"name": "甲", "village": "柏树村", "identity_number": "500199198001021113"},
        {"name": "乙", "village": "槐树村", "identity_number": ""},
        {"name": "䶮𬭊", "village": "", "identity_number": "1"},
    )
    assert cells_of(data) == [
        ["石盘镇，3人", "", ""],
        ["号", "名", "证"],
        ["1", "甲（柏树村）", "500199198001021113"],
        ["2", "乙（槐树村）", ""],
        ["3", "䶮𬭊（）", "1"],
        ["", "", ""],
        ["以下无正文", "", ""],
    ]
    assert '<mergeCell ref="A7:B7"/>' in sheet_of(data)


def test_the_look_of_the_row_is_everybodys() -> None:
    styles = {
        part.split('"')[0] for part in sheet_of(filled({"name": "甲"}, {"name": "乙"})).split('<c r="B')[2:4]
    }
    assert styles == {"3", "4"}
    assert sheet_of(filled({"name": "甲"}, {"name": "乙"})).count('s="1"') == 6


@pytest.mark.parametrize(
    "value",
    ["=1+1", "+86 139", "-1", "@SUM(A1)", "0139", "<b>&amp;", "一\n二\r\n三", "_x000D_", "1e5", "甲\x0b乙"],
)
def test_whatever_a_value_begins_with_it_is_text(value: str) -> None:
    data = filled({"name": value, "identity_number": value})
    assert cells_of(data)[2][2] == value.replace("\x0b", "")
    assert check_package(data).formulas == []


def test_every_printed_page_says_who_made_it_in_place_of_the_layouts_own_words() -> None:
    text = sheet_of(filled({"name": "甲"}))
    assert text.count("<headerFooter>") == 1
    assert text.count("仅供工作使用　石盘镇 &amp;&amp; 某某") == 2
    assert "旧页脚" not in text


def test_nobody_leaves_the_row_out() -> None:
    assert cells_of(filled())[:2] == [["石盘镇，0人", "", ""], ["号", "名", "证"]]


@pytest.mark.parametrize(
    ("layout", "words"),
    [
        (a_layout(("号", "名", "证")), "没有找到每人一行的占位"),
        (a_layout(("{{单位}}", "名", "证")), "没有找到每人一行的占位"),
        (a_layout(("{{姓名}}", "{{工资}}", "{{奖金}}")), "“工资、奖金”不认识"),
        (a_layout(("{{姓名}}", "", ""), below="{{本人电话}}"), "第5行的“本人电话”只能写在"),
        (a_layout(("{{姓名}}", "", ""), merged="D3:E3"), "第3行按人、按村重复，不能有合并的单元格"),
        (a_layout(("{{姓名}}", "", ""), formula="D4"), "版式里有公式（D4）"),
        (b"no workbook", "这不是.xlsx工作簿"),
        (bytes(2 * 1024 * 1024 + 1), "超过2 MB"),
    ],
)
def test_a_layout_that_cannot_be_filled_says_what_to_mend(layout: bytes, words: str) -> None:
    with pytest.raises(RuleBroken) as told:
        check_layout(layout, roster_columns())
    assert words in str(told.value)


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("xl/sharedStrings.xml", b"<sst>\x80</sst>"),
        (
            "xl/worksheets/sheet1.xml",
            b'<x:worksheet xmlns:x="y"><sheetData><row r="1"/></sheetData></x:worksheet>',
        ),
    ],
)
def test_a_layout_that_cannot_be_read_is_saved_anew(part: str, text: bytes) -> None:
    if b"row" in text:  # a good row in a sheet that ends otherwise than any program ends one
        text = text.replace(
            b'<row r="1"/>', '<row r="1"><c r="A1" t="inlineStr"><is><t>{{姓名}}</t></is></c></row>'.encode()
        )
    with pytest.raises(RuleBroken, match="读不出这个版式"):
        check_layout(with_part(GOOD, part, text), roster_columns())


def test_a_good_layout_is_taken() -> None:
    check_layout(GOOD, roster_columns())


def test_a_table_object_is_refused() -> None:
    def draw(sheet: Any) -> None:
        sheet.write_string(0, 0, "{{姓名}}")
        sheet.add_table(3, 0, 5, 1)

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        draw(book.add_worksheet())
    with pytest.raises(RuleBroken, match="表格"):
        check_layout(out.getvalue(), roster_columns())
