"""Opening a workbook somebody hands in: only values are read, nothing in it is ever run.

What is no .xlsx, is locked, unpacks to too much or holds formulas is refused before a single cell is looked at.
Raises RuleBroken with what to do.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from mhapp.domain.errors import RuleBroken
from mhapp.domain.workbook_columns import ColumnSet
from mhapp.domain.workbook_rows import RosterSheet
from mhapp.domain.workbook_values import Cell, is_blank

MOST_ROWS = 5000
MOST_UNPACKED = 80 * 1024 * 1024
"""Bytes: a roster of 5,000 rows unpacks to about ten million."""
MOST_PARTS = 200
MOST_CELLS = 4_000_000
"""Rows times columns up to the last cell with a value: what reading the sheet takes memory for."""
HEADER_WITHIN = 10
"""Rows: offices put a title and a date above their headers."""
_PIECE = 1024 * 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_CELL = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*?(?<!/)>\s*(?:<(?:\w+:)?(f)[\s/>])?'
)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_TURNED = "请用Excel或WPS打开，另存为“Excel 工作簿（*.xlsx）”后再上传"


def read_roster(data: bytes, columns: ColumnSet) -> RosterSheet:
    """The roster in a workbook: the first visible sheet that has our headers, in whatever order."""
    formulas = check_package(data)
    if formulas:
        raise RuleBroken(
            f"表里有公式（{'、'.join(formulas[:5])}），请选中后复制，再“选择性粘贴”为数值，保存后再上传"
        )
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return _roster_in(workbook, columns)
    except CalamineError:
        raise RuleBroken(f"打不开这个工作簿，文件可能坏了，{_TURNED}") from None


def check_package(data: bytes) -> list[str]:
    """Refuse what is no plain .xlsx or unpacks to too much; answers the cells that hold formulas (C5)."""
    if data.startswith(_OLE):
        locked = _LOCKED in data
        raise RuleBroken(
            "这个工作簿加了密码，请先去掉打开密码，再上传" if locked else f"这是旧版的.xls文件，{_TURNED}"
        )
    if not data.startswith(b"PK\x03\x04"):
        raise RuleBroken(f"这不是.xlsx工作簿，{_TURNED}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _formulas_in(package)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError):
        raise RuleBroken(f"打不开这个工作簿，文件可能坏了，{_TURNED}") from None


def _formulas_in(package: zipfile.ZipFile) -> list[str]:
    parts = package.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise RuleBroken(f"这不是.xlsx工作簿，{_TURNED}")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise RuleBroken(f"这个工作簿里有宏，{_TURNED}")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise RuleBroken(_too_much())
    formulas: list[str] = []
    left = MOST_UNPACKED
    for part in parts:  # the directory may lie: what really comes out is counted too
        text = _unpacked(package, part, left)
        left -= len(text)
        if _SHEET.fullmatch(part.filename):
            formulas += _formulas_of_sheet(text)
    return formulas


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    text = bytearray()
    with package.open(part) as stream:
        while piece := stream.read(_PIECE):
            text += piece
            if len(text) > most:
                raise RuleBroken(_too_much())
    return bytes(text)


def _formulas_of_sheet(text: bytes) -> list[str]:
    last_row = last_column = 0
    formulas = []
    for found in _CELL.finditer(text):
        letters, digits, formula = found.groups()
        last_row, last_column = max(last_row, int(digits)), max(last_column, _column_number(letters))
        if formula:
            formulas.append((letters + digits).decode())
    if last_row * last_column > MOST_CELLS:
        raise RuleBroken("表格里离得很远的地方还有内容，请删去表格右边和下边多余的行、列后再上传")
    return formulas


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_much() -> str:
    return "这个工作簿解开后太大，请只留下花名册这一张表，去掉图片和多余的内容后再上传"


def _roster_in(workbook: CalamineWorkbook, columns: ColumnSet) -> RosterSheet:
    shown = [
        meta.name
        for meta in workbook.sheets_metadata
        if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
    ]
    best: tuple[int, int, str] = (0, 0, "")
    for name in shown:
        for number, cells in _rows(workbook.get_sheet_by_name(name), HEADER_WITHIN):
            known = len(columns.found_in([_word(cell) for cell in cells]))
            best = max(best, (known, -number, name), key=lambda found: found[0])
    if best[0] < 2:
        raise RuleBroken("没有找到表头：前10行里应有“姓名”“村（社区）”这样的一行。可以先下载模板，照着填")
    return _read(workbook.get_sheet_by_name(best[2]), -best[1], columns)


def _read(sheet: CalamineSheet, header_row: int, columns: ColumnSet) -> RosterSheet:
    header: list[str] = []
    rows: list[tuple[int, list[Cell]]] = []
    for number, cells in _rows(sheet):
        if number == header_row:
            header = [_word(cell) for cell in cells]
        elif number > header_row and not all(is_blank(cell) for cell in cells):
            rows.append((number, cells))
    _check_headers(sheet, header_row, header, columns)
    if not rows:
        raise RuleBroken("表头下面没有内容，请填好后再上传")
    if len(rows) > MOST_ROWS:
        raise RuleBroken(f"一次最多导入{MOST_ROWS}行，这张表有{len(rows)}行，请分成几个文件")
    _refuse_typed_formulas(rows)
    places = columns.found_in(header)
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


def _refuse_typed_formulas(rows: Sequence[tuple[int, list[Cell]]]) -> None:
    for number, cells in rows:
        if any(isinstance(cell, str) and cell.lstrip()[:1] in ("=", "＝") for cell in cells):
            raise RuleBroken(f"第{number}行有以“=”开头的内容，请改成要填的值，再上传")


def _rows(sheet: CalamineSheet, most: int | None = None) -> Iterator[tuple[int, list[Cell]]]:
    """(the sheet's own row number, cells from column A)."""
    yield from enumerate(sheet.to_python(skip_empty_area=False, nrows=most), start=1)


def _word(cell: Cell) -> str:
    return "".join(str(cell).split()) if isinstance(cell, str) else ""
