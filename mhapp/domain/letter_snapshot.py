"""What an issued letter says, kept whole: it prints the same after names, places or the edition have changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mhapp.domain.letter_edition import text_from_dict
from mhapp.domain.letter_text import LetterKind, LetterText


@dataclass(frozen=True)
class LetterSnapshot:
    """Number, edition and filled text of one letter."""

    number: str
    edition: str
    text: LetterText

    def to_json(self) -> str:
        """The one way to write it, so that its check code can be computed again."""
        document = {
            "number": self.number,
            "edition": self.edition,
            "kind": self.text.kind.value,
            "text": self.text.as_dict(),
        }
        return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, snapshot: str) -> LetterSnapshot:
        """Read back what `to_json` wrote."""
        document = json.loads(snapshot)
        return cls(
            document["number"],
            document["edition"],
            text_from_dict(LetterKind(document["kind"]), document["text"]),
        )


@dataclass(frozen=True)
class Household:
    """Who a letter is about and where: the values it is filled with, besides term and reward."""

    township_name: str
    village_name: str
    patient_name: str
    guardian_name: str
    guardian_relation: str
    clinic_phone: str | None = None
    village_phone: str | None = None


def values_of(
    household: Household, *, starts_on: date, ends_on: date, reward_yuan: str
) -> Mapping[str, str | None]:
    """A value for every placeholder; None prints as a line to write on."""
    return {
        "township_name": government_name(household.township_name),
        "committee_name": committee_name(household.village_name),
        "village_name": household.village_name,
        "guardian_name": household.guardian_name,
        "guardian_relation": household.guardian_relation,
        "patient_name": household.patient_name,
        "starts_on": long_date(starts_on),
        "ends_on": long_date(ends_on),
        "clinic_name": clinic_name(household.township_name),
        "clinic_phone": household.clinic_phone,
        "village_phone": household.village_phone,
        "reward_yuan": reward_yuan,
    }


def letter_number(short_name: str, year: int, number: int) -> str:
    """石盘监护〔2026〕0031号: the township's short name, the year, its own count in that year."""
    return f"{short_name}监护〔{year}〕{number:04d}号"


def government_name(township_name: str) -> str:
    """The authority that signs for a township: a subdistrict has an office, a township a government."""
    return f"{township_name}办事处" if township_name.endswith("街道") else f"{township_name}人民政府"


def committee_name(village_name: str) -> str:
    """The committee that signs for a village (村民委员会) or a community (社区居民委员会)."""
    return f"{village_name}居民委员会" if village_name.endswith("社区") else f"{village_name}村民委员会"


def clinic_name(township_name: str) -> str:
    """The clinic of a township; in a subdistrict it is called 社区卫生服务中心."""
    return f"{township_name}社区卫生服务中心" if township_name.endswith("街道") else f"{township_name}卫生院"


def long_date(day: date) -> str:
    """2026年8月1日"""
    return f"{day.year}年{day.month}月{day.day}日"
