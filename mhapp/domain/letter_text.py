"""The text of a guardian's letter as a versioned edition: what it holds, and how its blanks are filled (domain §7).

An edition is data a county replaces. Its only language is `{name}` for one of PLACEHOLDERS: no conditions, no
attributes, no formats, so that a template can print nothing but what the table below offers. What a letter never
says is checked by `domain.letter_words`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mhapp.domain.errors import RuleBroken

PLACEHOLDERS: Mapping[str, str] = {
    "township_name": "乡镇（街道）的名称",
    "committee_name": "村（居）民委员会的名称",
    "village_name": "村（社区）的名称",
    "guardian_name": "监护人姓名",
    "guardian_relation": "监护人与患者的关系",
    "patient_name": "患者姓名",
    "starts_on": "起始日期",
    "ends_on": "截止日期",
    "clinic_name": "卫生院的名称",
    "clinic_phone": "卫生院的电话",
    "village_phone": "村（社区）的电话",
    "reward_yuan": "每年的奖励金额（元）",
}
"""Everything a letter may be filled with, with the words shown to whoever writes a template."""

REQUIRED_PLACEHOLDERS = (
    "township_name",
    "committee_name",
    "guardian_name",
    "patient_name",
    "starts_on",
    "ends_on",
)
"""Without these it is not known who agreed what with whom, and until when."""

BLANK = "＿＿＿＿＿＿"
"""Printed where a value is not recorded: a line to write on."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_LONGEST_PARAGRAPH = 1000
_MOST_SECTIONS = 20
_MOST_PARAGRAPHS = 30


class LetterKind(StrEnum):
    """What is signed; the value is also the table of the edition that holds its text."""

    RESPONSIBILITY = "responsibility"
    REWARD = "reward"

    @property
    def label(self) -> str:
        """The title on paper. It lies about in a house, so it says no more than this."""
        return _TITLES[self]


_TITLES = {LetterKind.RESPONSIBILITY: "监护责任书", LetterKind.REWARD: "有奖监护协议"}


@dataclass(frozen=True)
class Section:
    """One heading (一、期限) with its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class SignatureBox:
    """Where one party signs: whose box, what the line asks for, and whether a finger is printed there."""

    party: str
    line: str
    fingerprint: bool = False


@dataclass(frozen=True)
class LetterText:
    """The words of one kind of letter, with placeholders (from an edition) or filled (ready for paper)."""

    kind: LetterKind
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: tuple[str, ...]
    signatures: tuple[SignatureBox, ...]

    @property
    def title(self) -> str:
        """监护责任书 or 有奖监护协议, never anything else."""
        return self.kind.label

    def lines(self) -> Iterator[str]:
        """Every piece of text on the paper, in reading order, the title apart."""
        yield from self.opening
        for section in self.sections:
            yield section.heading
            yield from section.paragraphs
        yield from self.closing
        for box in self.signatures:
            yield box.party
            yield box.line

    def placeholders(self) -> frozenset[str]:
        """The names of all blanks this text asks for, known or not."""
        return frozenset(name for line in self.lines() for name in _PLACEHOLDER.findall(line))

    def filled(self, values: Mapping[str, str | None]) -> LetterText:
        """This text with its blanks filled; a value that is missing or empty becomes a line to write on."""
        return LetterText(
            kind=self.kind,
            opening=tuple(fill(line, values) for line in self.opening),
            sections=tuple(
                Section(
                    fill(section.heading, values), tuple(fill(line, values) for line in section.paragraphs)
                )
                for section in self.sections
            ),
            closing=tuple(fill(line, values) for line in self.closing),
            signatures=tuple(
                SignatureBox(fill(box.party, values), fill(box.line, values), box.fingerprint)
                for box in self.signatures
            ),
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain data that `text_from_dict` reads back, for the snapshot of an issued letter."""
        return {
            "opening": list(self.opening),
            "sections": [
                {"heading": section.heading, "paragraphs": list(section.paragraphs)}
                for section in self.sections
            ],
            "closing": list(self.closing),
            "signatures": [
                {"party": box.party, "line": box.line, "fingerprint": box.fingerprint}
                for box in self.signatures
            ],
        }


@dataclass(frozen=True)
class LetterEdition:
    """One published edition: its code, its name, and the text of every kind of letter."""

    code: str
    name: str
    texts: Mapping[LetterKind, LetterText]

    def text(self, kind: LetterKind) -> LetterText:
        """The text of one kind; every edition holds all kinds."""
        return self.texts[kind]


def fill(line: str, values: Mapping[str, str | None]) -> str:
    """One line with `{name}` replaced; what a value itself holds is never read as a placeholder again."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1]) or BLANK, line)


def edition_from_dict(data: Mapping[str, Any]) -> LetterEdition:
    """Read an edition as it stands in TOML or in its row. Raises RuleBroken that names what is missing or unknown."""
    code, name = data.get("edition"), data.get("name")
    if not isinstance(code, str) or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]{0,19}", code):
        raise RuleBroken("请写明版本号 edition，用字母、数字、点或短横线，不超过20个字符")
    if not isinstance(name, str) or not name.strip():
        raise RuleBroken("请写明版本名称 name")
    return LetterEdition(code, name, {kind: _whole_text(kind, data) for kind in LetterKind})


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
    for name in _PLACEHOLDER.findall(line):
        if name not in PLACEHOLDERS:
            raise RuleBroken(
                f"{kind.label}里有不认识的空白项{{{name}}}：“{line}”；可以用的有：{'、'.join(PLACEHOLDERS)}"
            )
    if set("{}") & set(_PLACEHOLDER.sub("", line)):
        raise RuleBroken(f"{kind.label}里的花括号不成对：“{line}”")


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
