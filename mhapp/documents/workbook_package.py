"""What may be opened at all of a workbook somebody hands in, looked at before a single cell is read.

What is no .xlsx, is locked, has macros, unpacks to too much or names cells without end is refused.
Raises RuleBroken with what to do.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from mhapp.domain.errors import RuleBroken

MOST_UNPACKED = 80 * 1024 * 1024
"""Bytes: a roster of 5,000 rows unpacks to about ten million."""
MOST_PARTS = 200
LONGEST_REFERENCE = 12
"""Letters and digits of a cell; a sheet ends at XFD1048576."""
MOST_CELLS = 4_000_000
"""Rows times columns up to the last cell with a value: what reading the sheet takes memory for."""
MOST_WRITTEN = 1_000_000
"""Cells a sheet writes down, the same one twice counted twice: what reading it takes time for."""
_PIECE = 1024 * 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_REFERENCE = re.compile(r"([A-Za-z]+)([0-9]+)")
_SHEET_MARK = b"sheetData"
_TWO_BYTES = (b"\xff\xfe", b"\xfe\xff")
_TURNED = "请用Excel或WPS打开，另存为“Excel 工作簿（*.xlsx）”后再上传"


@dataclass
class Found:
    """Cells (C5) of a package that hold a formula, or what a formula left behind that failed: #N/A, #REF!."""

    formulas: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def check_package(data: bytes) -> Found:
    """Refuse what is no plain .xlsx or unpacks to too much; answers the cells that hold no plain value."""
    if data.startswith(_OLE):
        locked = _LOCKED in data
        raise RuleBroken(
            "这个工作簿加了密码，请先去掉打开密码，再上传" if locked else f"这是旧版的.xls文件，{_TURNED}"
        )
    if not data.startswith(b"PK\x03\x04"):
        raise RuleBroken(f"这不是.xlsx工作簿，{_TURNED}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _found_in(package)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError):
        raise RuleBroken(broken()) from None


def _found_in(package: zipfile.ZipFile) -> Found:
    parts = package.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise RuleBroken(f"这不是.xlsx工作簿，{_TURNED}")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise RuleBroken(f"这个工作簿里有宏，{_TURNED}")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise RuleBroken(_too_much())
    found = Found()
    left = MOST_UNPACKED
    for part in parts:  # the directory may lie: what really comes out is counted too
        text = _unpacked(package, part, left)
        left -= len(text)
        if text.startswith(_TWO_BYTES):
            raise RuleBroken(broken())
        if _SHEET_MARK in text:  # wherever it lies in the package and whatever it is called
            _look_through(text, found)
    return found


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    text = bytearray()
    with package.open(part) as stream:
        while piece := stream.read(_PIECE):
            text += piece
            if len(text) > most:
                raise RuleBroken(_too_much())
    return bytes(text)


def _look_through(text: bytes, found: Found) -> None:
    sheet = _Cells(found)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = sheet.begin
    parser.StartDoctypeDeclHandler = sheet.refuse
    try:
        parser.Parse(text, True)
    except expat.ExpatError:
        raise RuleBroken(broken()) from None


class _Cells:
    """What the cells of a sheet reach to, as the reader will understand them, and which hold formulas.

    Read as XML, not by its looks: what is written in another spelling must not pass for a small sheet.
    """

    def __init__(self, found: Found) -> None:
        self._found = found
        self._row = self._column = self._last_row = self._last_column = self._written = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """A row, a cell or a formula begins."""
        name = name.rpartition(" ")[2]
        if name == "row":
            self._row, self._column = _number(attributes.get("r"), self._row + 1), 0
        elif name == "c":
            self._cell(attributes.get("r"))
            if attributes.get("t") == "e":
                self._found.errors.append(self._place())
        elif name == "f":
            self._found.formulas.append(self._place())

    def _place(self) -> str:
        return f"{_letters(self._column)}{self._row}"

    def _cell(self, reference: str | None) -> None:
        self._column += 1
        self._written += 1
        if reference is not None:
            found = _REFERENCE.fullmatch(reference)
            if found is None or len(reference) > LONGEST_REFERENCE:
                raise RuleBroken(broken())
            self._column, self._row = _column_number(found[1]), int(found[2])
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)
        if self._last_row * self._last_column > MOST_CELLS or self._written > MOST_WRITTEN:
            raise RuleBroken(
                "表格里的格子太多，或者离得很远的地方还有内容，请删去表格右边和下边多余的行、列后再上传"
            )

    def refuse(self, *_: object) -> None:
        """A workbook has no document type; what brings one is not from a spreadsheet program."""
        raise RuleBroken(broken())


def _number(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_REFERENCE):
        raise RuleBroken(broken())
    return int(text)


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, last = divmod(column - 1, 26)
        letters = chr(65 + last) + letters
    return letters


@lru_cache(maxsize=1024)
def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def broken() -> str:
    """What to do with a file that cannot be read."""
    return f"打不开这个工作簿，文件可能坏了，{_TURNED}"


def _too_much() -> str:
    return "这个工作簿解开后太大，请只留下花名册这一张表，去掉图片和多余的内容后再上传"
