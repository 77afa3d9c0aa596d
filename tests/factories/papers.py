"""Letters as they go to paper, filled with an invented household."""

from __future__ import annotations

import tomllib
from pathlib import Path

from mhapp.documents.letter import LetterPaper
from mhapp.domain.letter_edition import LetterEdition, edition_from_dict
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.letter_words import ForbiddenWords, forbidden_from_dict

DATA = Path(__file__).parents[2] / "mhapp" / "data"

VALUES = {
    "township_name": "石盘镇人民政府",
    "committee_name": "柏树村村民委员会",
    "village_name": "柏树村",
    "guardian_name": "李示例",
    "guardian_relation": "配偶",
    "patient_name": "张示例",
    "starts_on": "2026年8月1日",
    "ends_on": "2027年7月31日",
    "clinic_name": "石盘镇卫生院",
    "clinic_phone": "023-00000001",
    "village_phone": "023-00000002",
    "reward_yuan": "2500",
}


def the_shipped_edition() -> LetterEdition:
    """The letter text as it comes with the program."""
    return edition_from_dict(tomllib.loads((DATA / "letter_text.toml").read_text(encoding="utf-8")))


def the_forbidden_words() -> ForbiddenWords:
    """The list of what a letter never says, as it comes with the program."""
    return forbidden_from_dict(tomllib.loads((DATA / "letter_forbidden.toml").read_text(encoding="utf-8")))


def a_paper(
    number: str = "石盘监护〔2026〕0031号",
    check_code: str = "7F3A91QX",
    kind: LetterKind = LetterKind.RESPONSIBILITY,
    **values: str | None,
) -> LetterPaper:
    """A letter ready for paper; `values` replaces what is filled in."""
    return LetterPaper(number, check_code, the_shipped_edition().text(kind).filled({**VALUES, **values}))
