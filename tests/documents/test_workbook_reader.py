"""Opening what people hand in: headers in any order, and every kind of file that is no roster, with what to do."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from mhapp.documents.roster_template import template_workbook
from mhapp.documents.workbook_reader import read_roster
from mhapp.domain.errors import RuleBroken
from mhapp.queries.workbook_columns import roster_columns
from tests.factories.workbooks import a_row, a_workbook

HEADERS = ["诊断", "姓 名*", "所在村", "身份证", "心情"]


def drawn(draw: Callable[[Any, Any], None]) -> bytes:
    """A workbook drawn by hand."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        draw(book.add_worksheet(), book)
    return out.getvalue()


def with_part(data: bytes, name: str, text: bytes) -> bytes:
    """The same package with one part more, or with another text in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part))
        new.writestr(name, text)
    return out.getvalue()


def lying_about_its_size(data: bytes) -> bytes:
    """A package whose directory says that its sheet unpacks to a hundred bytes."""
    name = b"xl/worksheets/sheet1.xml"
    at = data.rindex(name) - 46  # the entry of the central directory
    return data[: at + 24] + (100).to_bytes(4, "little") + data[at + 28 :]


def headed(sheet: Any) -> None:
    sheet.write_row(0, 0, HEADERS)
    sheet.write_row(1, 0, ["精分", "甲", "柏树村"])


def test_columns_are_found_in_any_order_under_a_title_with_the_sheets_own_row_numbers() -> None:
    def draw(sheet: Any, book: Any) -> None:
        sheet.merge_range(0, 0, 0, 4, "石盘镇花名册")
        sheet.write_row(2, 0, HEADERS)
        sheet.write_row(4, 0, ["精分", "甲", "柏树村", "1", "好"])
        sheet.write_datetime(7, 2, date(2026, 7, 1), book.add_format({"num_format": "yyyy/m/d"}))

    sheet = read_roster(drawn(draw), roster_columns())
    assert sheet.places == {"diagnosis_code": 0, "name": 1, "village": 2, "identity_number": 3}
    assert sheet.headers["village"] == "所在村"
    assert sheet.unknown == ("心情",)
    assert [(number, cells[2]) for number, cells in sheet.rows] == [(5, "柏树村"), (8, date(2026, 7, 1))]


def test_an_example_on_a_second_sheet_is_not_read() -> None:
    with pytest.raises(RuleBroken, match="表头下面没有内容"):
        read_roster(template_workbook(roster_columns()), roster_columns())


def test_the_templates_example_is_not_read_where_columns_of_the_roster_were_taken_out() -> None:
    def draw(sheet: Any, book: Any) -> None:
        headed(sheet)
        example = book.add_worksheet("填写示例")
        example.write_row(0, 0, ["姓名", "村", "诊断", "电话", "性别", "备注"])
        example.write_row(1, 0, ["示例甲", "示例村", "精分"])

    assert [cells[1] for _, cells in read_roster(drawn(draw), roster_columns()).rows] == ["甲"]


def a_formula(sheet: Any, book: Any) -> None:
    headed(sheet)
    sheet.write_formula(1, 3, "=A2&B2", None, "500199198001021113")


def a_typed_formula(sheet: Any, book: Any) -> None:
    headed(sheet)
    sheet.write_string(1, 4, "=HYPERLINK(1)")


def a_merged_header(sheet: Any, book: Any) -> None:
    headed(sheet)
    sheet.merge_range(0, 5, 0, 6, "监护人")


def a_header_over_two_rows(sheet: Any, book: Any) -> None:
    headed(sheet)
    sheet.merge_range(0, 4, 1, 4, "心情")


def a_village_over_two_rows(sheet: Any, book: Any) -> None:
    headed(sheet)
    sheet.merge_range(1, 2, 2, 2, "柏树村")


def headers_alike(sheet: Any, book: Any) -> None:
    headed(sheet)
    sheet.write_row(0, 5, ["电话", "手机"])


def no_name(sheet: Any, book: Any) -> None:
    sheet.write_row(0, 0, ["村", "诊断", "电话"])
    sheet.write_row(1, 0, ["柏树村", "精分", "1"])


def two_rosters(sheet: Any, book: Any) -> None:
    headed(sheet)
    headed(book.add_worksheet("槐树村"))


def no_headers(sheet: Any, book: Any) -> None:
    sheet.write_row(0, 0, ["甲", "柏树村"])


def nothing_at_all(sheet: Any, book: Any) -> None:
    pass


def far_away(sheet: Any, book: Any) -> None:
    headed(sheet)
    sheet.write_string(1048575, 16383, "x")


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (a_formula, "表里有公式（D2）"),
        (a_typed_formula, "第2行“心情”有以“=”开头的内容"),
        (a_village_over_two_rows, "第2至3行的“所在村”是合并的单元格"),
        (a_merged_header, "第1行的表头有合并的单元格"),
        (a_header_over_two_rows, "第1行的表头有合并的单元格"),
        (headers_alike, "有2列都是“本人电话”（电话、手机）"),
        (no_name, "表里没有“姓名”这一列"),
        (two_rosters, "有2张表都像花名册（“Sheet1”、“槐树村”）"),
        (no_headers, "没有找到表头"),
        (nothing_at_all, "没有找到表头"),
        (far_away, "离得很远的地方还有内容"),
    ],
)
def test_a_sheet_that_is_no_roster_says_what_to_do(draw: Callable[[Any, Any], None], words: str) -> None:
    with pytest.raises(RuleBroken) as told:
        read_roster(drawn(draw), roster_columns())
    assert words in str(told.value)


SMALL = a_workbook([a_row(1)])
FAR = "<worksheet><sheetData><row r='9999999'><c r='A9999999'/></row></sheetData></worksheet>"


def a_sheet(rows: str, before: str = "") -> bytes:
    """A sheet as no spreadsheet program writes it: a reader of its cells would take terabytes of memory."""
    text = f"{before}<worksheet><sheetData>{rows}</sheetData></worksheet>"
    return with_part(SMALL, "xl/worksheets/sheet1.xml", text.encode())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (with_part(SMALL, "xl/vbaProject.bin", b"x"), "有宏"),
        (with_part(SMALL, "xl/media/a.bin", bytes(81 * 1024 * 1024)), "解开后太大"),
        (with_part(SMALL, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"), "打不开这个工作簿"),
        (a_sheet("<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"), "离得很远的地方还有内容"),
        (a_sheet('<row><c r = "ZZZZZZ1"><v>1</v></c></row>'), "离得很远的地方还有内容"),
        (a_sheet("<row r='2'><c r='D2'><v>1</v><f>A1</f></c></row>"), "表里有公式（D2）"),
        (a_sheet("<row r='2'><c r='E2' t='e'><v>#N/A</v></c></row>"), "表里有出错的格子（E2"),
        (with_part(SMALL, "xl/other/s.xml", FAR.encode()), "离得很远的地方还有内容"),
        (a_sheet("<row>" + "<c/>" * 1_000_001 + "</row>"), "离得很远的地方还有内容"),
        (a_sheet("", before="<!DOCTYPE worksheet>"), "打不开这个工作簿"),
        (a_sheet("<row><c r='x'/></row>"), "打不开这个工作簿"),
        (a_sheet("<row r='-1'/>"), "打不开这个工作簿"),
        (lying_about_its_size(SMALL), "打不开这个工作簿"),
        (SMALL[: len(SMALL) // 2], "打不开这个工作簿"),
        (zlib.compress(b"x"), "这不是.xlsx工作簿"),
        (with_part(SMALL, "xl/workbook.xml", b""), "打不开这个工作簿"),
    ],
    ids=[
        "macro",
        "bomb",
        "half a sheet",
        "quotes",
        "spaces",
        "a formula",
        "what failed",
        "elsewhere",
        "one cell a million times",
        "document type",
        "no cell",
        "no row",
        "lying directory",
        "half a file",
        "no package",
        "no workbook",
    ],
)
def test_a_package_that_is_not_safe_or_not_whole_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        read_roster(data, roster_columns())


def test_five_thousand_rows_are_the_most() -> None:
    rows = [{"name": "甲", "village": "柏树村", "diagnosis_code": "精分"}] * 5000
    assert len(read_roster(a_workbook(rows), roster_columns()).rows) == 5000
    with pytest.raises(RuleBroken, match="一次最多导入5000行，这张表有5001行"):
        read_roster(a_workbook([*rows, rows[0]]), roster_columns())
