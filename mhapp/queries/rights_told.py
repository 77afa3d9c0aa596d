"""The rights that may be told before somebody is sent for a diagnosis, as the data file words them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

_FILE = Path(__file__).resolve().parent.parent / "data" / "rights_told.toml"


@cache
def rights() -> Mapping[str, str]:
    """Code → words, in the file's order."""
    found: dict[str, str] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["rights"]
    return found


def rights_in_words(codes: Iterable[str] | None) -> list[str]:
    """The words of these codes in the file's order; a code the file no longer has is left out."""
    told = set(codes or ())
    return [words for code, words in rights().items() if code in told]
