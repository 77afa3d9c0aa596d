"""What a letter to a guardian never says (domain §7 [L]): no level, score or list status, no duty or right to lock
somebody up, no waiver, no consent tied to a benefit. The list is data; this module only reads text against it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mhapp.domain.errors import RuleBroken
from mhapp.domain.letter_edition import LetterEdition
from mhapp.domain.letter_text import LetterText

_SENTENCE_ENDS = re.compile(r"[。！？!?]")
_CLAUSE_ENDS = re.compile(r"[，；：,;:]")
_DOUBLE_NEGATIVE = "不"
"""「不得不关锁」 orders what 「不得关锁」 forbids."""
_CHARACTERS_THAT_HIDE = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]")


@dataclass(frozen=True)
class WordRule:
    """What is refused, words and patterns alike, and why, in words for the person who wrote the text."""

    why: str
    patterns: tuple[re.Pattern[str], ...]
    unless_forbidding: bool = False


@dataclass(frozen=True)
class ForbiddenWords:
    """The whole list: its rules, the words that turn a mention into a prohibition, those that turn it back, and
    what must be printed."""

    rules: tuple[WordRule, ...]
    forbidding: tuple[str, ...]
    permitting: tuple[str, ...]
    required: tuple[str, ...]


@dataclass(frozen=True)
class Fault:
    """One hit: the sentence at fault, the words in it, and why they may not stand there."""

    sentence: str
    words: str
    why: str

    @property
    def message(self) -> str:
        """What the person who wrote the text reads."""
        return f"请改写这一句：“{self.sentence}”。其中“{self.words}”不能写：{self.why}"


def forbidden_from_dict(data: Mapping[str, Any]) -> ForbiddenWords:
    """Read the list as it stands in `data/letter_forbidden.toml`."""
    return ForbiddenWords(
        rules=tuple(
            WordRule(
                why=rule["why"],
                patterns=tuple(
                    re.compile(pattern)
                    for pattern in [*map(re.escape, rule.get("words", ())), *rule.get("patterns", ())]
                ),
                unless_forbidding=rule.get("unless_forbidding", False),
            )
            for rule in data["rules"]
        ),
        forbidding=tuple(data["forbidding"]),
        permitting=tuple(data["permitting"]),
        required=tuple(data["required"]),
    )


def faults(text: LetterText, forbidden: ForbiddenWords) -> tuple[Fault, ...]:
    """Every sentence of the text that says what a letter never says, in reading order. Spaces do not hide a word."""
    found: list[Fault] = []
    for line in text.lines():
        for sentence in _SENTENCE_ENDS.split(_CHARACTERS_THAT_HIDE.sub("", line)):
            for rule in forbidden.rules:
                if words := _hit(sentence, rule, forbidden):
                    found.append(Fault(sentence, words, rule.why))
    return tuple(found)


def check_edition(edition: LetterEdition, forbidden: ForbiddenWords) -> None:
    """Raise RuleBroken at the first sentence that may not stand in a letter, or a number that must and does not."""
    for text in edition.texts.values():
        if found := faults(text, forbidden):
            raise RuleBroken(f"{text.title}：{found[0].message}")
        printed = "".join(text.lines())
        for number in forbidden.required:
            if number not in printed:
                raise RuleBroken(f"{text.title}：请在联系电话里写上{number}")


def _hit(sentence: str, rule: WordRule, forbidden: ForbiddenWords) -> str | None:
    """The words of this sentence the rule refuses, or None."""
    for pattern in rule.patterns:
        for mention in pattern.finditer(sentence):
            before = _CLAUSE_ENDS.split(sentence[: mention.start()])[-1]
            if not (rule.unless_forbidding and _is_forbidding(before, forbidden)):
                return mention[0]
    return None


def _is_forbidding(before: str, forbidden: ForbiddenWords) -> bool:
    """Whether what goes before a word in its clause forbids it: a forbidding word, not doubled, not taken back."""
    for negation in forbidden.forbidding:
        after = before.rpartition(negation)[2] if negation in before else _DOUBLE_NEGATIVE
        if not after.startswith(_DOUBLE_NEGATIVE) and not any(word in after for word in forbidden.permitting):
            return True
    return False
