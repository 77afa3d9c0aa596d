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

from mhapp.documents.sheet_xml import (
    CELLS,
    MERGED,
    ROWS,
    cell_of,
    letters_of,
    number_of,
    renumbered,
    shared_texts,
    shifted,
    style_of,
    text_of,
    with_foot,
)
from mhapp.documents.workbook_package import check_package
from mhapp.domain.errors import RuleBroken
from mhapp.domain.export import COUNTER, PLACEHOLDER, SHEET_WORDS, Placeholders, unknown_placeholders

MOST_LAYOUT_BYTES = 2 * 1024 * 1024
_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")


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
    if formulas := check_package(data).formulas:
        raise RuleBroken(f"版式里有公式（{'、'.join(formulas[:5])}），请改成文字，合计由系统另出汇总表")
    try:
        layout = _layout_of(data)
        fill_layout(data, [{}], {}, "", columns)
    except (ValueError, KeyError):
        raise RuleBroken("读不出这个版式，请用Excel或WPS另存为“Excel 工作簿（*.xlsx）”后再上传") from None
    attributes, body = layout.rows[layout.row]
    names = [
        name for cell in CELLS.finditer(body) for name in PLACEHOLDER.findall(text_of(cell, layout.shared))
    ]
    if unknown := unknown_placeholders(names, columns):
        raise RuleBroken(f"版式里的“{'、'.join(unknown[:5])}”不认识；可以写这一页列出的占位，或{COUNTER}")
    number = number_of(attributes)
    _refuse_second_row(layout)
    if any(int(m[2]) <= number <= int(m[4]) for m in MERGED.finditer(layout.tail)):
        raise RuleBroken(f"第{number}行按人、按村重复，不能有合并的单元格")


def _refuse_second_row(layout: _Layout) -> None:
    for place, (attributes, body) in enumerate(layout.rows):
        asked = {
            n for cell in CELLS.finditer(body) for n in PLACEHOLDER.findall(text_of(cell, layout.shared))
        }
        if place != layout.row and (lost := asked - set(SHEET_WORDS)):
            raise RuleBroken(
                f"第{number_of(attributes)}行的“{'、'.join(sorted(lost)[:5])}”只能写在每人（每村）一行的那一行里"
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
            shared_texts(package.read("xl/sharedStrings.xml").decode())
            if "xl/sharedStrings.xml" in names
            else []
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
    rows = [(row[1], row[2] or "") for row in ROWS.finditer(body)]
    for place, (_, cells) in enumerate(rows):
        asked = {n for cell in CELLS.finditer(cells) for n in PLACEHOLDER.findall(text_of(cell, shared))}
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
        yield _row(attributes, number_of(attributes), body, layout.shared, words)
    attributes, body = layout.rows[layout.row]
    first, written = number_of(attributes), 0
    cells = [
        (style_of(cell[1]), letters_of(cell[1]), text_of(cell, layout.shared))
        for cell in CELLS.finditer(body)
    ]
    asked = {name: columns.named(name) for _, _, text in cells for name in PLACEHOLDER.findall(text)}
    codes = {name: column.code for name, column in asked.items() if column}
    for line in lines:
        values = {name: line.get(code, "") for name, code in codes.items()} | {COUNTER: str(written + 1)}
        yield _people_row(attributes, first + written, cells, values)
        written += 1
    more = max(0, written - 1)
    for attributes, body in layout.rows[layout.row + 1 :]:
        yield _row(attributes, number_of(attributes) + more, body, layout.shared, words)
    yield f"</sheetData>{with_foot(shifted(layout.tail, first, more), foot)}"


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
            drawn.append(cell_of(where, style, said))
    return f"<row{renumbered(attributes, number)}>{''.join(drawn)}</row>"


def _row(attributes: str, number: int, body: str, shared: list[str], words: Mapping[str, str]) -> str:
    def drawn(cell: re.Match[str]) -> str:
        where = f"{letters_of(cell[1])}{number}"
        text = text_of(cell, shared)
        if PLACEHOLDER.search(text):
            return cell_of(
                where, style_of(cell[1]), PLACEHOLDER.sub(lambda found: words.get(found[1], ""), text)
            )
        return re.sub(r'\br="[A-Z]+\d+"', f'r="{where}"', cell[0], count=1)

    return f"<row{renumbered(attributes, number)}>{CELLS.sub(drawn, body)}</row>"
