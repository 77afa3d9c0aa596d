"""The empty roster to fill in: headers with notes, drop-downs for what is chosen, text for numbers, an example."""

from __future__ import annotations

import io
from functools import cache

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from mhapp.domain.workbook_columns import ColumnSet

ROWS = 5000
"""How far down formats and drop-downs reach."""
SHEET = "花名册"
EXAMPLE = "填写示例"
NOTES = "填写说明"
OPENING = (
    "按表头填写，列的先后可以变，多余的列可以删；姓名、村（社区）、诊断三列必须有。日期写成2026-07-01这样。"
)


@cache
def template_workbook(columns: ColumnSet) -> bytes:
    """The template as bytes; the same for everybody."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format(
            {"bold": True, "bg_color": "#E8EFF7", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        must = book.add_format(
            {"bold": True, "bg_color": "#FCE9D9", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        text = book.add_format({"num_format": "@"})
        for name in (SHEET, EXAMPLE):
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(columns.incoming):
                sheet.set_column(place, place, column.width, text)
                sheet.write_string(0, place, column.header, must if column.required else head)
            if name == EXAMPLE:
                for place, column in enumerate(columns.incoming):
                    sheet.write_string(1, place, column.example, text)
            else:
                _help(sheet, columns)
        _write_notes(book.add_worksheet(NOTES), columns, head)
    return out.getvalue()


def _help(sheet: Worksheet, columns: ColumnSet) -> None:
    for place, column in enumerate(columns.incoming):
        sheet.write_comment(0, place, column.note, {"author": ""})
        if column.options:
            sheet.data_validation(
                1, place, ROWS, place,
                {
                    "validate": "list",
                    "source": list(column.options),
                    "error_title": column.header,
                    "error_message": f"请写：{'、'.join(column.options)}"[:250],
                },
            )  # fmt: skip


def _write_notes(sheet: Worksheet, columns: ColumnSet, head: object) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, 2, 60)
    sheet.write_string(0, 0, OPENING)
    for place, word in enumerate(("列", "怎么填", "可以写")):
        sheet.write_string(2, place, word, head)
    for row, column in enumerate(columns.incoming, start=3):
        sheet.write_string(row, 0, column.header)
        sheet.write_string(row, 1, column.note)
        sheet.write_string(row, 2, "、".join(column.options))
