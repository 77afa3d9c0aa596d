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
from xml.parsers import expat

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from mhapp.domain.errors import RuleBroken
from mhapp.domain.workbook_columns import ColumnSet
from mhapp.domain.workbook_rows import RosterSheet
from mhapp.domain.workbook_values import Cell, is_blank

MOST_ROWS = 5000
MOST_UNPACKED = 80 * 1024 * 1024
"""Bytes: a roster of 5,000 rows unpacks to about ten million."""
MOST_PARTS = 200
LONGEST_REFERENCE = 12
"""Letters and digits of a cell; a sheet ends at XFD1048576."""
MOST_CELLS = 4_000_000
"""Rows times columns up to the last cell with a value: what reading the sheet takes memory for."""
HEADER_WITHIN = 10
"""Rows: offices put a title and a date above their headers."""
_PIECE = 1024 * 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_REFERENCE = re.compile(r"([A-Za-z]+)([0-9]+)")
_SHEET_MARK = b"sheetData"
_TWO_BYTES = (b"\xff\xfe", b"\xfe\xff")
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
        raise RuleBroken(_broken()) from None


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
        raise RuleBroken(_broken()) from None


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
        if text.startswith(_TWO_BYTES):
            raise RuleBroken(_broken())
        if _SHEET_MARK in text:  # wherever it lies in the package and whatever it is called
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
    sheet = _Cells()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = sheet.begin
    parser.StartDoctypeDeclHandler = sheet.refuse
    try:
        parser.Parse(text, True)
    except expat.ExpatError:
        raise RuleBroken(_broken()) from None
    return sheet.formulas


class _Cells:
    """What the cells of a sheet reach to, as the reader will understand them, and which hold formulas.

    Read as XML, not by its looks: what is written in another spelling must not pass for a small sheet.
    """

    def __init__(self) -> None:
        self.formulas: list[str] = []
        self._row = self._column = self._last_row = self._last_column = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """A row, a cell or a formula begins."""
        name = name.rpartition(" ")[2]
        if name == "row":
            self._row, self._column = _number(attributes.get("r"), self._row + 1), 0
        elif name == "c":
            self._cell(attributes.get("r"))
        elif name == "f":
            self.formulas.append(f"{_letters(self._column)}{self._row}")

    def _cell(self, reference: str | None) -> None:
        self._column += 1
        if reference is not None:
            found = _REFERENCE.fullmatch(reference)
            if found is None or len(reference) > LONGEST_REFERENCE:
                raise RuleBroken(_broken())
            self._column, self._row = _column_number(found[1]), int(found[2])
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)
        if self._last_row * self._last_column > MOST_CELLS:
            raise RuleBroken("表格里离得很远的地方还有内容，请删去表格右边和下边多余的行、列后再上传")

    def refuse(self, *_: object) -> None:
        """A workbook has no document type; what brings one is not from a spreadsheet program."""
        raise RuleBroken(_broken())


def _number(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_REFERENCE):
        raise RuleBroken(_broken())
    return int(text)


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, last = divmod(column - 1, 26)
        letters = chr(65 + last) + letters
    return letters


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _broken() -> str:
    return f"打不开这个工作簿，文件可能坏了，{_TURNED}"


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
