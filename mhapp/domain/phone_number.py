"""Phone numbers: the mobile number people sign in with, and what marks an invented one."""

from __future__ import annotations

import re
import unicodedata

from mhapp.domain.errors import RuleBroken

_MOBILE = re.compile(r"1[0-9]{10}")
_TWO = re.compile(r"[/、,;\n]")
_OURS = "86"
INVENTED_PREFIX = "000"
"""No subscriber's number begins so: the invented county's families have numbers that nobody can dial."""


def digits_of(typed: str) -> str:
    """The digits of a number as typed, with spaces, dashes and full-width signs taken away."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", typed) if sign.isdigit())


def read_mobile(typed: str, *, field: str = "phone") -> str:
    """A mobile number of 11 digits that begins with 1. Raises RuleBroken blamed on `field`."""
    number = digits_of(typed)
    if not _MOBILE.fullmatch(number):
        raise RuleBroken("请填写11位手机号码，以1开头", field)
    return number


def read_phone(typed: str, *, field: str = "phone") -> str:
    """Anybody's number: a mobile, or a fixed one with its area code; one alone, +86 is left out.

    Raises RuleBroken blamed on `field`.
    """
    number = digits_of(typed)
    if _TWO.search(unicodedata.normalize("NFKC", typed.strip())) and len(number) > 12:
        raise RuleBroken("这里只写一个号码，其余的写在备注里", field)
    if len(number) == 13 and number.startswith(f"{_OURS}1"):
        number = number.removeprefix(_OURS)
    if not 7 <= len(number) <= 12:
        raise RuleBroken("请填写手机号码，或者带区号的座机号码", field)
    if number.startswith("1") and len(number) != 11:
        raise RuleBroken(f"手机号码应为11位，现在是{len(number)}位，请核对", field)
    return number
