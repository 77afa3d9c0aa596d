"""An edition of the letter's text: data a county replaces, read and checked whole before anybody prints it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mhapp.domain.errors import RuleBroken
from mhapp.domain.letter_text import (
    PLACEHOLDER,
    PLACEHOLDERS,
    REQUIRED_PLACEHOLDERS,
    LetterKind,
    LetterText,
    Section,
    SignatureBox,
)

_LONGEST_PARAGRAPH = 1000
_MOST_SECTIONS = 20
_MOST_PARAGRAPHS = 30


@dataclass(frozen=True)
class LetterEdition:
    """One published edition: its code and name, the usual term, and the text of every kind of letter."""

    code: str
    name: str
    term_months: int
    texts: Mapping[LetterKind, LetterText]

    def text(self, kind: LetterKind) -> LetterText:
        """The text of one kind; every edition holds all kinds."""
        return self.texts[kind]


def edition_from_dict(data: Mapping[str, Any]) -> LetterEdition:
    """Read an edition as it stands in TOML or in its row. Raises RuleBroken that names what is missing or unknown."""
    code, name = data.get("edition"), data.get("name")
    if not isinstance(code, str) or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]{0,19}", code):
        raise RuleBroken("请写明版本号 edition，用字母、数字、点或短横线，不超过20个字符")
    if not isinstance(name, str) or not name.strip():
        raise RuleBroken("请写明版本名称 name")
    return LetterEdition(
        code,
        name,
        _whole_number(data, "term_months", "期限的月数", 1, 60),
        {kind: _whole_text(kind, data) for kind in LetterKind},
    )


def text_from_dict(kind: LetterKind, data: Mapping[str, Any]) -> LetterText:
    """Read one kind's text, in an edition or in a snapshot. Raises RuleBroken where its shape is wrong."""
    where = kind.label
    sections = _list(data, "sections", where)
    if not 1 <= len(sections) <= _MOST_SECTIONS:
        raise RuleBroken(f"{where}：正文请写1到{_MOST_SECTIONS}节")
    return LetterText(
        kind=kind,
        opening=_lines(data, "opening", where),
        sections=tuple(
            Section(_line(section, "heading", where), _lines(section, "paragraphs", where))
            for section in sections
        ),
        closing=_lines(data, "closing", where),
        signatures=tuple(
            SignatureBox(
                _line(box, "party", where), _line(box, "line", where), box.get("fingerprint") is True
            )
            for box in _list(data, "signatures", where)
        ),
    )


def _whole_text(kind: LetterKind, data: Mapping[str, Any]) -> LetterText:
    """One kind's text of an edition, with all a letter needs to be a letter."""
    table = data.get(kind.value)
    if not isinstance(table, Mapping):
        raise RuleBroken(f"请写上{kind.label}的文本 [{kind.value}]")
    text = text_from_dict(kind, table)
    for line in text.lines():
        _check_blanks(line, kind)
    if missing := [name for name in REQUIRED_PLACEHOLDERS if name not in text.placeholders()]:
        raise RuleBroken(f"{kind.label}缺少{PLACEHOLDERS[missing[0]]}，请在文本里写上{{{missing[0]}}}")
    if sum(box.fingerprint for box in text.signatures) != 1:
        raise RuleBroken(f"{kind.label}的签字栏里，请只给监护人一方留指印的位置（fingerprint = true）")
    return text


def _check_blanks(line: str, kind: LetterKind) -> None:
    """Only the known names, and no stray brace."""
    for name in PLACEHOLDER.findall(line):
        if name not in PLACEHOLDERS:
            raise RuleBroken(
                f"{kind.label}里有不认识的空白项{{{name}}}：“{line}”；可以用的有：{'、'.join(PLACEHOLDERS)}"
            )
    if set("{}") & set(PLACEHOLDER.sub("", line)):
        raise RuleBroken(f"{kind.label}里的花括号不成对：“{line}”")


def _whole_number(data: Mapping[str, Any], key: str, words: str, least: int, most: int) -> int:
    found = data.get(key)
    if not isinstance(found, int) or isinstance(found, bool) or not least <= found <= most:
        raise RuleBroken(f"请把{words}写成{least}到{most}的整数：{key} = …")
    return found


def _list(data: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
    found = data.get(key)
    if not isinstance(found, list) or not all(isinstance(item, Mapping) for item in found):
        raise RuleBroken(f"{where}：请把 {key} 写成若干个 [[{key}]]")
    return found


def _lines(data: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    found = data.get(key)
    if not isinstance(found, list) or len(found) > _MOST_PARAGRAPHS:
        raise RuleBroken(f"{where}：请把 {key} 写成段落的列表，不超过{_MOST_PARAGRAPHS}段")
    return tuple(_checked_line(item, key, where) for item in found)


def _line(data: Mapping[str, Any], key: str, where: str) -> str:
    return _checked_line(data.get(key), key, where)


def _checked_line(item: object, key: str, where: str) -> str:
    if not isinstance(item, str) or not item.strip():
        raise RuleBroken(f"{where}：{key} 里有空的一段，请补上文字或者删去")
    if len(item) > _LONGEST_PARAGRAPH:
        raise RuleBroken(f"{where}：有一段超过{_LONGEST_PARAGRAPH}字，请分段：“{item[:20]}…”")
    return item
