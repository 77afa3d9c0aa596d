"""The words of a guardian's letter and how their blanks are filled (domain §7).

The only language of a text is `{name}` for one of PLACEHOLDERS: no conditions, no attributes, no formats, so that
a template can print nothing but what the table below offers. Editions are read by `domain.letter_edition`; what a
letter never says is checked by `domain.letter_words`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

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

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


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
        return frozenset(name for line in self.lines() for name in PLACEHOLDER.findall(line))

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
        """Plain data that `letter_edition.text_from_dict` reads back, for the snapshot of an issued letter."""
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


def fill(line: str, values: Mapping[str, str | None]) -> str:
    """One line with `{name}` replaced; what a value itself holds is never read as a placeholder again."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1]) or BLANK, line)
