"""The wording of 知情同意书 (表5) as a county publishes it: an edition with its code, an opening, and sections.

Published whole and frozen; a signed consent keeps the edition it was signed with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from mhapp.domain.errors import RuleBroken

BLANKS = frozenset({"committee", "clinic", "clinic_phone"})
"""What the program knows and writes into the text."""
BLANK_WORDS = {"村社区": "committee", "卫生院": "clinic", "卫生院电话": "clinic_phone"}
"""The same as an office writes them on its page: 【卫生院】."""
LONGEST_EDITION = 20
_BLANK = re.compile(r"【([^【】]*)】")


@dataclass(frozen=True)
class ConsentSection:
    """A heading and its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class ConsentText:
    """One edition. Paragraphs may hold the blanks of BLANKS in braces."""

    edition: str
    opening: str
    sections: tuple[ConsentSection, ...]

    def filled(self, values: Mapping[str, str]) -> ConsentText:
        """The text with its blanks filled in; every one of BLANKS has a value."""
        return ConsentText(
            self.edition,
            self.opening.format(**values),
            tuple(
                ConsentSection(one.heading, tuple(line.format(**values) for line in one.paragraphs))
                for one in self.sections
            ),
        )


def consent_text_from_dict(document: Mapping[str, Any]) -> ConsentText:
    """Read a document of the shape of data/consent_text.toml. Raises RuleBroken with the place that is at fault."""
    edition = _words(document, "edition", "版本号 edition")
    if len(edition) > LONGEST_EDITION:
        raise RuleBroken(f"版本号 edition 最多{LONGEST_EDITION}个字")
    sections = document.get("sections")
    if not isinstance(sections, list) or not sections:
        raise RuleBroken("请写正文：至少一段 [[sections]]")
    text = ConsentText(
        edition, _words(document, "opening", "开头 opening"), tuple(_section(one) for one in sections)
    )
    for line in (text.opening, *(line for one in text.sections for line in one.paragraphs)):
        _check_blanks(line)
    return text


def _section(found: Any) -> ConsentSection:
    if not isinstance(found, Mapping):
        raise RuleBroken("[[sections]] 的写法有误，请参照 mhapp/data/consent_text.toml")
    heading, paragraphs = _words(found, "heading", "小标题 heading"), found.get("paragraphs")
    if not isinstance(paragraphs, list) or not paragraphs or not all(map(_is_said, paragraphs)):
        raise RuleBroken(f"“{heading}”下面请写 paragraphs，每段一句话")
    return ConsentSection(heading, tuple(paragraphs))


def _is_said(line: Any) -> bool:
    return isinstance(line, str) and bool(line.strip())


def _words(found: Mapping[str, Any], key: str, label: str) -> str:
    words = found.get(key)
    if not isinstance(words, str) or not words.strip():
        raise RuleBroken(f"请写{label}")
    return words.strip()


def _check_blanks(line: str) -> None:
    try:
        found = list(Formatter().parse(line))
    except ValueError:
        raise RuleBroken(f"花括号要成对：“{line[:20]}…”") from None
    names = {
        f"{name}{':' * bool(spec)}{conversion or ''}"
        for _, name, spec, conversion in found
        if name is not None
    }
    if unknown := names - BLANKS:
        raise RuleBroken(
            f"不认识的空白项{{{min(unknown)}}}：只能用{{committee}}、{{clinic}}、{{clinic_phone}}"
        )


def as_typed(text: ConsentText) -> tuple[str, str]:
    """An edition as its page shows it for writing the next: the opening, and the sections as one text."""
    body = "\n\n".join(
        "\n".join((one.heading, *(_blanks_in_words(line) for line in one.paragraphs)))
        for one in text.sections
    )
    return _blanks_in_words(text.opening), body


def from_typed(edition: str, opening: str, body: str) -> dict[str, Any]:
    """A document of the shape of data/consent_text.toml: sections parted by an empty line, the first line of each its
    heading, every further line a paragraph. Raises RuleBroken at the field that is at fault."""
    sections = [
        [line.strip() for line in one.splitlines() if line.strip()]
        for one in re.split(r"\n[ \t\u3000]*\n", body.replace("\r\n", "\n").strip())
    ]
    for lines in sections:
        if len(lines) < 2:
            raise RuleBroken(f"“{lines[0] if lines else ''}”下面请写正文；两节之间空一行，节里不空行", "body")
    document = {
        "edition": edition.strip(),
        "opening": _blanks_in_braces(opening.strip(), "opening"),
        "sections": [
            {"heading": lines[0], "paragraphs": [_blanks_in_braces(line, "body") for line in lines[1:]]}
            for lines in sections
        ],
    }
    consent_text_from_dict(document)
    return document


def _blanks_in_words(line: str) -> str:
    words = {code: name for name, code in BLANK_WORDS.items()}
    return "".join(
        said + (f"【{words[code]}】" if code is not None else "")
        for said, code, _, _ in Formatter().parse(line)
    )


def _blanks_in_braces(line: str, field: str) -> str:
    def braced(found: re.Match[str]) -> str:
        if found[1] not in BLANK_WORDS:
            known = "、".join(f"【{name}】" for name in BLANK_WORDS)
            raise RuleBroken(f"不认识的空白项【{found[1]}】：只能用{known}", field)
        return f"{{{BLANK_WORDS[found[1]]}}}"

    return _BLANK.sub(braced, line.replace("{", "{{").replace("}", "}}"))
