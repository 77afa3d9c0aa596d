"""The resident identity number (公民身份号码, GB 11643-1999): 17 digits and a check character [N].

Six digits of division, eight of birth date, three of order (odd for men), one check character. The division is
not looked up: a county founded after somebody's birth stands in many good numbers, and an old county in others.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from mhapp.domain.errors import RuleBroken

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
MALE = "1"
FEMALE = "2"


@dataclass(frozen=True)
class IdentityNumber:
    """A number whose shape, date and check character are right, and what it says of the person.

    `sex` is a code of GB/T 2261.1: `1` man, `2` woman.
    """

    text: str
    birth_date: date
    sex: str


def check_character(first_seventeen: str) -> str:
    """The eighteenth character (ISO 7064, MOD 11-2) to seventeen digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def read_identity_number(typed: str, *, today: date, field: str = "identity_number") -> IdentityNumber:
    """Read a number as people type it: spaces, full-width digits and a small x are forgiven.

    Raises RuleBroken with what to look at, blamed on `field`.
    """
    text = "".join(unicodedata.normalize("NFKC", typed).split()).upper()
    if text and not any(sign.isdigit() for sign in text):
        raise RuleBroken("请填写18位身份证号码；没有的请留空，并写明没有的原因", field)
    if len(text) == 15 and text.isdigit():
        raise RuleBroken("这是15位的旧身份证号码，请填写18位的号码", field)
    if len(text) != 18:
        raise RuleBroken(f"身份证号码应为18位，现在是{len(text)}位，请核对", field)
    if not _SHAPE.fullmatch(text):
        raise RuleBroken("身份证号码前17位是数字，最后一位是数字或X，请核对", field)
    born = _birth_date(text, field)
    if born > today:
        raise RuleBroken("身份证号码中的出生日期在今天之后，请核对第7至14位", field)
    if check_character(text[:17]) != text[17]:
        raise RuleBroken("身份证号码最后一位与前17位不符，请逐位核对", field)
    return IdentityNumber(text, born, MALE if int(text[16]) % 2 else FEMALE)


def _birth_date(text: str, field: str) -> date:
    try:
        return date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        raise RuleBroken("身份证号码中的出生日期不存在，请核对第7至14位", field) from None


def make_identity_number(division: str, birth_date: date, order: int) -> str:
    """Put a number together: six digits of division, the birth date, and an order of 0 to 999."""
    first = f"{division}{birth_date:%Y%m%d}{order:03d}"
    return first + check_character(first)
