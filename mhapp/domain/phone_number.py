"""Phone numbers: the mobile number people sign in with, and what marks an invented one."""

from __future__ import annotations

import re
import unicodedata

from mhapp.domain.errors import RuleBroken

_MOBILE = re.compile(r"1[0-9]{10}")
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
    """Anybody's number: a mobile, or a fixed one with its area code. Raises RuleBroken blamed on `field`."""
    number = digits_of(typed)
    if not 7 <= len(number) <= 12:
        raise RuleBroken("请填写手机号码，或者带区号的座机号码", field)
    return number
