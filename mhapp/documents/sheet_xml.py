"""Rows and cells of a sheet as its XML writes them, read and written."""

from __future__ import annotations

import re
from html import escape, unescape

from mhapp.domain.errors import RuleBroken

LONGEST_CELL = 32767
ROWS = re.compile(r"<row\b([^>]*?)(?:/>|>(.*?)</row>)", re.DOTALL)
CELLS = re.compile(r"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_TEXTS = re.compile(r"<t\b[^>]*?>(.*?)</t>", re.DOTALL)
_PHONETIC = re.compile(r"<rPh\b.*?</rPh>", re.DOTALL)
MERGED = re.compile(r'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"\s*/>')
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LIKE_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_AFTER_FOOT = (
    "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing",
    "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
"""What comes after the header and footer in a sheet."""


def shared_texts(text: str) -> list[str]:
    """The texts cells point at by their place, without the marks of how they are read aloud."""
    plain = _PHONETIC.sub("", text)
    return [
        unescape("".join(_TEXTS.findall(item or "")))
        for item in re.findall(r"<si\b[^>]*?(?:/>|>(.*?)</si>)", plain, re.DOTALL)
    ]


def text_of(cell: re.Match[str], shared: list[str]) -> str:
    """What a cell says, as far as it says it in letters."""
    kind, body = re.search(r'\bt="(\w+)"', cell[1]), cell[2] or ""
    if kind and kind[1] == "s" and (index := re.search(r"<v>(\d+)</v>", body)):
        return shared[int(index[1])] if int(index[1]) < len(shared) else ""
    if kind and kind[1] == "inlineStr":
        return unescape("".join(_TEXTS.findall(body)))
    return ""


def number_of(attributes: str) -> int:
    """The number of a row. Raises RuleBroken where it has none."""
    found = re.search(r'\br="(\d+)"', attributes)
    if found is None:
        raise RuleBroken("版式里的行没有编号，请用Excel或WPS另存一次后再上传")
    return int(found[1])


def renumbered(attributes: str, number: int) -> str:
    """The attributes of a row that stands elsewhere now."""
    return re.sub(r'\br="\d+"', f'r="{number}"', attributes, count=1).rstrip("/")


def letters_of(attributes: str) -> str:
    """The column of a cell. Raises RuleBroken where it has none."""
    found = re.search(r'\br="([A-Z]+)\d+"', attributes)
    if found is None:
        raise RuleBroken("版式里的单元格没有编号，请用Excel或WPS另存一次后再上传")
    return found[1]


def style_of(attributes: str) -> str:
    """The look of a cell, to be written into another."""
    found = re.search(r'\bs="\d+"', attributes)
    return f" {found[0]}" if found else ""


def cell_of(where: str, style: str, text: str) -> str:
    """A cell of text, whatever it begins with."""
    if not text:
        return f'<c r="{where}"{style}/>'
    clean = _LIKE_ESCAPE.sub("_x005F_", _NOT_TEXT.sub("", text))[:LONGEST_CELL]
    said = escape(clean, quote=False).replace("\r", "&#13;")  # a bare one would be read as another line's end
    return f'<c r="{where}"{style} t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


def with_foot(tail: str, foot: str) -> str:
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


def shifted(tail: str, after: int, more: int) -> str:
    """Merged cells below the people move down with their rows."""

    def moved(found: re.Match[str]) -> str:
        top, bottom = int(found[2]), int(found[4])
        down = more if top > after else 0
        return f'<mergeCell ref="{found[1]}{top + down}:{found[3]}{bottom + down}"/>'

    return MERGED.sub(moved, tail)
