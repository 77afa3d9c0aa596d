"""Filling a layout: a sheet with one row of {{姓名}} {{电话}} …, which becomes one row a person, its look kept.

A summary's row is repeated in the same way, village by village. Rows are written one by one into the package, so that
twenty thousand take no more memory than one. Every cell is text: nothing a value begins with (= + - @) makes it a
formula, and long numbers stay whole; only what is counted is a figure.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape

from mhapp.documents.workbook_package import check_package
from mhapp.domain.errors import RuleBroken
from mhapp.domain.export import COUNTER, PLACEHOLDER, SHEET_WORDS, Placeholders, unknown_placeholders

MOST_LAYOUT_BYTES = 2 * 1024 * 1024
LONGEST_CELL = 32767
_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
_ROWS = re.compile(r"<row\b([^>]*?)(?:/>|>(.*?)</row>)", re.DOTALL)
_CELLS = re.compile(r"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_TEXTS = re.compile(r"<t\b[^>]*?>(.*?)</t>", re.DOTALL)
_PHONETIC = re.compile(r"<rPh\b.*?</rPh>", re.DOTALL)
_MERGED = re.compile(r'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"\s*/>')
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LIKE_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_AFTER_FOOT = (
    "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing",
    "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
"""What comes after the header and footer in a sheet."""


@dataclass(frozen=True)
class _Layout:
    """A sheet taken apart: what stands before the rows, the rows, what stands after; and which row is the people's."""

    part: str
    head: str
    rows: list[tuple[str, str]]
    tail: str
    row: int
    shared: list[str]


def check_layout(data: bytes, columns: Placeholders) -> None:
    """Raises RuleBroken, saying what to mend, unless a layout can be filled."""
    if len(data) > MOST_LAYOUT_BYTES:
        raise RuleBroken("版式文件超过2 MB，请去掉图片和多余的表")
    if formulas := check_package(data):
        raise RuleBroken(f"版式里有公式（{'、'.join(formulas[:5])}），请改成文字，合计由系统另出汇总表")
    try:
        layout = _layout_of(data)
        fill_layout(data, [{}], {}, "", columns)
    except (ValueError, KeyError):
        raise RuleBroken("读不出这个版式，请用Excel或WPS另存为“Excel 工作簿（*.xlsx）”后再上传") from None
    attributes, body = layout.rows[layout.row]
    names = [
        name for cell in _CELLS.finditer(body) for name in PLACEHOLDER.findall(_text(cell, layout.shared))
    ]
    if unknown := unknown_placeholders(names, columns):
        raise RuleBroken(f"版式里的“{'、'.join(unknown[:5])}”不认识；可以写这一页列出的占位，或{COUNTER}")
    number = _number(attributes)
    _refuse_second_row(layout)
    if any(int(m[2]) <= number <= int(m[4]) for m in _MERGED.finditer(layout.tail)):
        raise RuleBroken(f"第{number}行按人、按村重复，不能有合并的单元格")


def _refuse_second_row(layout: _Layout) -> None:
    for place, (attributes, body) in enumerate(layout.rows):
        asked = {n for cell in _CELLS.finditer(body) for n in PLACEHOLDER.findall(_text(cell, layout.shared))}
        if place != layout.row and (lost := asked - set(SHEET_WORDS)):
            raise RuleBroken(
                f"第{_number(attributes)}行的“{'、'.join(sorted(lost)[:5])}”只能写在每人（每村）一行的那一行里"
            )


def fill_layout(
    layout_data: bytes,
    lines: Iterable[Mapping[str, str | int]],
    words: Mapping[str, str],
    foot: str,
    columns: Placeholders,
) -> bytes:
    """The workbook: `lines` give each row's text and figures by column code, `words` what stands outside that row,
    `foot` what every printed page says."""
    layout = _layout_of(layout_data)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(layout_data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename != layout.part:
                new.writestr(part.filename, old.read(part))
        with new.open(layout.part, "w") as sheet:
            for piece in _sheet(layout, lines, words, foot, columns):
                sheet.write(piece.encode())
    return out.getvalue()


def _layout_of(data: bytes) -> _Layout:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        if any(name.startswith("xl/tables/") for name in names):
            raise RuleBroken("版式里有“表格”对象，请转换为普通区域后再上传")
        shared = (
            _shared(package.read("xl/sharedStrings.xml").decode()) if "xl/sharedStrings.xml" in names else []
        )
        for name in sorted(name for name in names if _SHEET.fullmatch(name)):
            found = _taken_apart(name, package.read(name).decode(), shared)
            if found is not None:
                return found
    raise RuleBroken(
        "版式里没有找到每人一行的占位（汇总表是每村一行），例如{{姓名}}，汇总表例如{{村（社区）}}"
    )


def _taken_apart(name: str, text: str, shared: list[str]) -> _Layout | None:
    head, opened, rest = text.partition("<sheetData>")
    body, closed, tail = rest.partition("</sheetData>")
    if not (opened and closed):
        return None
    rows = [(row[1], row[2] or "") for row in _ROWS.finditer(body)]
    for place, (_, cells) in enumerate(rows):
        asked = {n for cell in _CELLS.finditer(cells) for n in PLACEHOLDER.findall(_text(cell, shared))}
        if asked - set(SHEET_WORDS):
            return _Layout(name, re.sub(r"<dimension\b[^>]*/>", "", head), rows, tail, place, shared)
    return None


def _sheet(
    layout: _Layout,
    lines: Iterable[Mapping[str, str | int]],
    words: Mapping[str, str],
    foot: str,
    columns: Placeholders,
) -> Iterator[str]:
    yield f"{layout.head}<sheetData>"
    for attributes, body in layout.rows[: layout.row]:
        yield _row(attributes, _number(attributes), body, layout.shared, words)
    attributes, body = layout.rows[layout.row]
    first, written = _number(attributes), 0
    cells = [
        (_style(cell[1]), _letters(cell[1]), _text(cell, layout.shared)) for cell in _CELLS.finditer(body)
    ]
    asked = {name: columns.named(name) for _, _, text in cells for name in PLACEHOLDER.findall(text)}
    codes = {name: column.code for name, column in asked.items() if column}
    for line in lines:
        values = {name: line.get(code, "") for name, code in codes.items()} | {COUNTER: str(written + 1)}
        yield _people_row(attributes, first + written, cells, values)
        written += 1
    more = max(0, written - 1)
    for attributes, body in layout.rows[layout.row + 1 :]:
        yield _row(attributes, _number(attributes) + more, body, layout.shared, words)
    yield f"</sheetData>{_with_foot(_shifted(layout.tail, first, more), foot)}"


def _people_row(
    attributes: str, number: int, cells: list[tuple[str, str, str]], values: Mapping[str, str | int]
) -> str:
    drawn = []
    for style, letters, text in cells:
        where, alone = f"{letters}{number}", PLACEHOLDER.fullmatch(text)
        if alone and isinstance(figure := values.get(alone[1]), int):
            drawn.append(f'<c r="{where}"{style}><v>{figure}</v></c>')
        else:
            said = PLACEHOLDER.sub(lambda found: str(values.get(found[1], "")), text)
            drawn.append(_cell(where, style, said))
    return f"<row{_renumbered(attributes, number)}>{''.join(drawn)}</row>"


def _row(attributes: str, number: int, body: str, shared: list[str], words: Mapping[str, str]) -> str:
    def drawn(cell: re.Match[str]) -> str:
        where = f"{_letters(cell[1])}{number}"
        text = _text(cell, shared)
        if PLACEHOLDER.search(text):
            return _cell(where, _style(cell[1]), PLACEHOLDER.sub(lambda found: words.get(found[1], ""), text))
        return re.sub(r'\br="[A-Z]+\d+"', f'r="{where}"', cell[0], count=1)

    return f"<row{_renumbered(attributes, number)}>{_CELLS.sub(drawn, body)}</row>"


def _cell(where: str, style: str, text: str) -> str:
    if not text:
        return f'<c r="{where}"{style}/>'
    clean = _LIKE_ESCAPE.sub("_x005F_", _NOT_TEXT.sub("", text))[:LONGEST_CELL]
    said = escape(clean, quote=False).replace("\r", "&#13;")  # a bare one would be read as another line's end
    return f'<c r="{where}"{style} t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


def _with_foot(tail: str, foot: str) -> str:
    """The tail with our words on every printed page, in place of the layout's own."""
    said = escape(foot.replace("&", "&&"), quote=False)
    bare = re.sub(r"<headerFooter\b.*?(?:</headerFooter>|/>)", "", tail, flags=re.DOTALL)
    ours = (
        f"<headerFooter><oddHeader>&amp;R{said}</oddHeader>"
        f"<oddFooter>&amp;L{said}&amp;R第&amp;P页，共&amp;N页</oddFooter></headerFooter>"
    )
    places = [found.start() for name in _AFTER_FOOT if (found := re.search(rf"<{name}\b", bare))]
    at = min([*places, bare.index("</worksheet>")])
    return bare[:at] + ours + bare[at:]


def _shifted(tail: str, after: int, more: int) -> str:
    """Merged cells below the people move down with their rows."""

    def moved(found: re.Match[str]) -> str:
        top, bottom = int(found[2]), int(found[4])
        down = more if top > after else 0
        return f'<mergeCell ref="{found[1]}{top + down}:{found[3]}{bottom + down}"/>'

    return _MERGED.sub(moved, tail)


def _shared(text: str) -> list[str]:
    plain = _PHONETIC.sub("", text)
    return [
        unescape("".join(_TEXTS.findall(item or "")))
        for item in re.findall(r"<si\b[^>]*?(?:/>|>(.*?)</si>)", plain, re.DOTALL)
    ]


def _text(cell: re.Match[str], shared: list[str]) -> str:
    kind, body = re.search(r'\bt="(\w+)"', cell[1]), cell[2] or ""
    if kind and kind[1] == "s" and (index := re.search(r"<v>(\d+)</v>", body)):
        return shared[int(index[1])] if int(index[1]) < len(shared) else ""
    if kind and kind[1] == "inlineStr":
        return unescape("".join(_TEXTS.findall(body)))
    return ""


def _number(attributes: str) -> int:
    found = re.search(r'\br="(\d+)"', attributes)
    if found is None:
        raise RuleBroken("版式里的行没有编号，请用Excel或WPS另存一次后再上传")
    return int(found[1])


def _renumbered(attributes: str, number: int) -> str:
    return re.sub(r'\br="\d+"', f'r="{number}"', attributes, count=1).rstrip("/")


def _letters(attributes: str) -> str:
    found = re.search(r'\br="([A-Z]+)\d+"', attributes)
    if found is None:
        raise RuleBroken("版式里的单元格没有编号，请用Excel或WPS另存一次后再上传")
    return found[1]


def _style(attributes: str) -> str:
    found = re.search(r'\bs="\d+"', attributes)
    return f" {found[0]}" if found else ""
