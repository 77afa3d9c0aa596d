"""The columns of the roster and how a header is found: any order, common other words, the spaces people type.

What the columns are is data (roster_columns.toml); the words in it are ours and the offices' [A].
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

_IGNORED = frozenset(" \t\r\n*:：、/（）()[]【】_-—")
"""Signs that make no other word of a header."""
_ASIDE = re.compile(
    r"[（(\[【](?:[必选]填项?|可(?:以?不|选)填|可空|\d{1,2}位|[如例].*|格式.*|年.*[月日])[）)\]】]"
)
"""How to fill a column, said in its header: 姓名（必填）. Whose it is, as in 电话（监护人）, is another matter."""


@dataclass(frozen=True, eq=False)
class Column:
    """One column. `kind`: text, number (kept as text), day or choice. `record`, `field`: as domain.disclosure names it.

    `choices`: code → the words for it, the one we write first. `width`: characters.
    """

    code: str
    header: str
    aliases: tuple[str, ...]
    kind: str
    width: int
    note: str
    example: str
    required: bool
    record: str
    field: str
    out_only: bool
    choices: Mapping[str, tuple[str, ...]]

    @property
    def options(self) -> tuple[str, ...]:
        """What a drop-down offers."""
        return tuple(words[0] for words in self.choices.values())

    def code_of(self, word: str) -> str | None:
        """The code a word stands for; None for a word we do not know."""
        return self._codes.get(plain(word))

    @cached_property
    def _codes(self) -> dict[str, str]:
        return {plain(word): code for code, words in self.choices.items() for word in words}

    def word_of(self, code: str | None) -> str:
        """The word we write for a code; nothing for None."""
        return self.choices[code][0] if code else ""


@dataclass(frozen=True, eq=False)
class ColumnSet:
    """All columns in the order of our own layout."""

    edition: str
    columns: tuple[Column, ...]

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ColumnSet:
        """Read the shape of roster_columns.toml. Raises ValueError where two columns answer to one word."""
        columns = tuple(_column(entry) for entry in data["column"])
        words = [plain(word) for column in columns for word in (column.header, *column.aliases)]
        twice = {word for word in words if words.count(word) > 1}
        if twice:
            raise ValueError(f"two columns answer to {sorted(twice)}")
        return cls(str(data["edition"]), columns)

    def __getitem__(self, code: str) -> Column:
        return self._by_code[code]

    @cached_property
    def _by_code(self) -> dict[str, Column]:
        return {column.code: column for column in self.columns}

    @cached_property
    def _by_word(self) -> dict[str, Column]:
        return {plain(word): column for column in self.columns for word in (column.header, *column.aliases)}

    @property
    def incoming(self) -> tuple[Column, ...]:
        """Those a roster may bring."""
        return tuple(column for column in self.columns if not column.out_only)

    def named(self, header: str) -> Column | None:
        """The column a header means; None for a header we do not know."""
        return self._by_word.get(plain(header)) or self._by_word.get(plain(_ASIDE.sub("", header)))

    def found_in(self, headers: Sequence[str]) -> dict[str, int]:
        """Column code → place (from 0) of what a sheet brings; the first of two alike holds."""
        places: dict[str, int] = {}
        for place, header in enumerate(headers):
            column = self.named(header) if header else None
            if column is not None and not column.out_only:
                places.setdefault(column.code, place)
        return places


@lru_cache(maxsize=1024)
def plain(word: str) -> str:
    """A word as it is compared: half-width, without spaces, brackets and stars."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", word) if sign not in _IGNORED).upper()


def _column(entry: Mapping[str, Any]) -> Column:
    record, _, field = entry.get("field", entry["code"]).rpartition(".")
    return Column(
        code=entry["code"],
        header=entry["header"],
        aliases=tuple(entry["aliases"]),
        kind=entry["kind"],
        width=entry["width"],
        note=entry["note"],
        example=entry["example"],
        required=entry.get("required", False),
        record=record or "patient",
        field=field,
        out_only=entry.get("out_only", False),
        choices={code: tuple(words) for code, words in entry.get("choices", {}).items()},
    )
