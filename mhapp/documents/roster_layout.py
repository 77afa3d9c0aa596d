"""Our own layouts of what goes out: the roster's row of placeholders, and the four-colour summary."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter

from mhapp.domain.export import SummaryColumns
from mhapp.domain.workbook_columns import Column

COLOURS = ("红", "橙", "黄", "绿", "待定级")
_TITLE = {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}
_HEAD = {
    "bold": True,
    "border": 1,
    "bg_color": "#E8EFF7",
    "text_wrap": True,
    "align": "center",
    "valign": "vcenter",
}


@dataclass(frozen=True)
class SummaryLine:
    """One line of the summary. `counts`: in the order of COLOURS."""

    township: str
    village: str
    counts: tuple[int, ...]

    @property
    def cells(self) -> tuple[str | int, ...]:
        """What stands in the line, in the order of the summary's columns; a sum is named where villages are."""
        names = (self.township, self.village) if self.village else ("", self.township)
        return (*names, *self.counts, sum(self.counts))


def roster_layout(columns: Sequence[Column]) -> bytes:
    """A layout with these columns: title, date, headers that stay in sight, the row of placeholders."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        title, head = book.add_format(_TITLE), book.add_format(_HEAD)
        cell = book.add_format({"border": 1, "num_format": "@", "text_wrap": True, "valign": "vcenter"})
        sheet = book.add_worksheet("花名册")
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.freeze_panes(3, 0)
        sheet.write_string(0, 0, "{{单位}}患者花名册", title)
        sheet.write_string(1, 0, "{{日期}}，共{{人数}}人，制表人：{{制表人}}")
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(2, place, column.header, head)
            sheet.write_string(3, place, f"{{{{{column.header}}}}}", cell)
    return out.getvalue()


def summary_layout() -> bytes:
    """A layout of the summary to begin from: title, date, headers, the row of placeholders."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        title, head = book.add_format(_TITLE), book.add_format(_HEAD)
        cell = book.add_format({"border": 1, "align": "center"})
        sheet = book.add_worksheet("四色汇总表")
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, 1, 18)
        sheet.write_string(0, 0, "{{单位}}患者风险等级四色汇总表", title)
        sheet.write_string(1, 0, "{{日期}}")
        for place, column in enumerate(SummaryColumns.columns):
            sheet.write_string(2, place, column.header, head)
            sheet.write_string(3, place, f"{{{{{column.header}}}}}", cell)
    return out.getvalue()


def colour_summary(lines: Sequence[SummaryLine], *, unit: str, made_on: str, foot: str) -> bytes:
    """The four-colour summary: village by village, a sum for each township and one for all."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        title, head = book.add_format(_TITLE), book.add_format(_HEAD)
        cell = book.add_format({"border": 1, "align": "center"})
        bold = book.add_format({"border": 1, "align": "center", "bold": True, "bg_color": "#F2F2F2"})
        sheet = book.add_worksheet("四色汇总表")
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.freeze_panes(3, 0)
        sheet.set_column(0, 1, 18)
        sheet.set_column(2, 7, 9)
        said = foot.replace("&", "&&")
        sheet.set_header(f"&R{said}")
        sheet.set_footer(f"&L{said}&R第&P页，共&N页")
        sheet.merge_range(0, 0, 0, 7, f"{unit}患者风险等级四色汇总表", title)
        sheet.write_string(1, 0, made_on)
        sheet.write_row(2, 0, ["乡镇（街道）", "村（社区）", *COLOURS, "合计"], head)
        for row, line in enumerate(lines, start=3):
            form = cell if line.village and line.township else bold
            sheet.write_string(row, 0, line.township, form)
            sheet.write_string(row, 1, line.village, form)
            sheet.write_row(row, 2, [*line.counts, sum(line.counts)], form)
    return out.getvalue()
