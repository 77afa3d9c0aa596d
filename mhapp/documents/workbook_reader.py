"""Opening a workbook somebody hands in: only values are read, nothing in it is ever run.

What may not be opened, or holds formulas, is refused before a single cell is looked at.
Raises RuleBroken with what to do.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from mhapp.documents.roster_template import EXAMPLE
from mhapp.documents.workbook_package import broken, check_package
from mhapp.domain.errors import RuleBroken
from mhapp.domain.workbook_columns import ColumnSet
from mhapp.domain.workbook_rows import RosterSheet
from mhapp.domain.workbook_values import Cell, is_blank

MOST_ROWS = 5000
HEADER_WITHIN = 10
"""Rows: offices put a title and a date above their headers."""


def read_roster(data: bytes, columns: ColumnSet) -> RosterSheet:
    """The roster in a workbook: the first visible sheet that has our headers, in whatever order."""
    found = check_package(data)
    if found.formulas:
        cells = "、".join(found.formulas[:5])
        raise RuleBroken(f"表里有公式（{cells}），请选中后复制，再“选择性粘贴”为数值，保存后再上传")
    if found.errors:
        cells = "、".join(found.errors[:5])
        raise RuleBroken(f"表里有出错的格子（{cells}，显示#N/A、#REF!这类字样），请改成要填的内容，再上传")
    return read_kept_roster(data, columns)


def read_kept_roster(data: bytes, columns: ColumnSet) -> RosterSheet:
    """The same of a workbook that `read_roster` has let in and that was kept under seal since: only its cells."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return _roster_in(workbook, columns)
    except CalamineError:
        raise RuleBroken(broken()) from None


@dataclass(frozen=True)
class _Found:
    """A sheet that may be the roster: its name, its header's row, how many columns we know, whether none we need is
    missing, whether anything stands below."""

    name: str
    row: int
    known: int
    whole: bool
    filled: bool


def _roster_in(workbook: CalamineWorkbook, columns: ColumnSet) -> RosterSheet:
    """Read the first sheet with every column we need; else the one with most, which then says what it misses."""
    shown = [
        meta.name
        for meta in workbook.sheets_metadata
        if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
    ]
    sheets = [name for name in shown if name != EXAMPLE] or shown  # the template's example is nobody's roster
    found = [one for name in sheets if (one := _header_of(name, workbook, columns))]
    if not found:
        raise RuleBroken("没有找到表头：前10行里应有“姓名”“村（社区）”这样的一行。可以先下载模板，照着填")
    rosters = [one for one in found if one.whole and one.filled]
    if len(rosters) > 1:
        names = "、".join(f"“{one.name}”" for one in rosters[:5])
        raise RuleBroken(f"有{len(rosters)}张表都像花名册（{names}），请合成一张，或者每张存成一个文件再上传")
    best = max(found, key=lambda one: (one.whole and one.filled, one.whole, one.known))
    return _read(workbook.get_sheet_by_name(best.name), best.row, columns)


def _header_of(name: str, workbook: CalamineWorkbook, columns: ColumnSet) -> _Found | None:
    """The row of a sheet's first lines that names most columns; None where none names two."""
    lines = list(_rows(workbook.get_sheet_by_name(name), HEADER_WITHIN + 1))
    places = {
        number: columns.found_in([_word(cell) for cell in cells]) for number, cells in lines[:HEADER_WITHIN]
    }
    if not places:
        return None
    row = max(places, key=lambda number: len(places[number]))
    known = places[row]
    if len(known) < 2:
        return None
    whole = all(column.code in known for column in columns.incoming if column.required)
    filled = any(not is_blank(cell) for number, cells in lines if number > row for cell in cells)
    return _Found(name, row, len(known), whole, filled)


def _read(sheet: CalamineSheet, header_row: int, columns: ColumnSet) -> RosterSheet:
    header: list[str] = []
    rows: list[tuple[int, list[Cell]]] = []
    for number, cells in _rows(sheet):
        if number == header_row:
            header = [_word(cell) for cell in cells]
        elif number > header_row and not all(is_blank(cell) for cell in cells):
            rows.append((number, cells))
    _check_headers(sheet, header_row, header, columns)
    places = columns.found_in(header)
    _refuse_merged_rows(sheet, header_row, header, places)
    if not rows:
        raise RuleBroken("表头下面没有内容，请填好后再上传")
    if len(rows) > MOST_ROWS:
        raise RuleBroken(f"一次最多导入{MOST_ROWS}行，这张表有{len(rows)}行，请分成几个文件")
    _refuse_typed_formulas(rows, header)
    unknown = tuple(word for word in header if word and columns.named(word) is None)
    return RosterSheet(places, {code: header[place] for code, place in places.items()}, unknown, rows)


def _check_headers(sheet: CalamineSheet, header_row: int, header: Sequence[str], columns: ColumnSet) -> None:
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if top <= header_row - 1 <= bottom and (right > left or bottom > top):
            raise RuleBroken(f"第{header_row}行的表头有合并的单元格，请取消合并，每列一个表头")
    found = columns.found_in(header)
    for column in columns.incoming:
        alike = [word for word in header if word and columns.named(word) is column]
        if len(alike) > 1:
            raise RuleBroken(f"有{len(alike)}列都是“{column.header}”（{'、'.join(alike)}），请只留一列")
        if column.required and column.code not in found:
            raise RuleBroken(f"表里没有“{column.header}”这一列，请加上表头；可以先下载模板，照着填")


def _refuse_merged_rows(
    sheet: CalamineSheet, header_row: int, header: Sequence[str], places: dict[str, int]
) -> None:
    """What stands in a cell over several rows is the first row's alone for us: nobody's village is guessed."""
    read = set(places.values())
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        column = next((place for place in range(left, right + 1) if place in read), None)
        if top >= header_row and bottom > top and column is not None:
            raise RuleBroken(
                f"第{top + 1}至{bottom + 1}行的“{header[column]}”是合并的单元格，"
                "请取消表里所有的合并，每行都填上，再上传"
            )


def _refuse_typed_formulas(rows: Sequence[tuple[int, list[Cell]]], header: Sequence[str]) -> None:
    for number, cells in rows:
        for place, cell in enumerate(cells):
            if isinstance(cell, str) and cell.lstrip()[:1] in ("=", "＝"):
                under = f"“{header[place]}”" if place < len(header) and header[place] else ""
                raise RuleBroken(f"第{number}行{under}有以“=”开头的内容，请改成要填的值，再上传")


def _rows(sheet: CalamineSheet, most: int | None = None) -> Iterator[tuple[int, list[Cell]]]:
    """(the sheet's own row number, cells from column A)."""
    yield from enumerate(sheet.to_python(skip_empty_area=False, nrows=most), start=1)


def _word(cell: Cell) -> str:
    return "".join(str(cell).split()) if isinstance(cell, str) else ""
