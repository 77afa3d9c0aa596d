"""What a cell means: dates as people write them, numbers that must stay text.

A workbook hands over text, figures or days. Each reader raises RuleBroken with what to write instead.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from mhapp.domain.errors import RuleBroken

Cell = str | float | int | bool | date | datetime | time | timedelta | None

_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
_PLAIN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_FIRST_SERIAL_DAY = date(1899, 12, 30)
_SERIALS = range(1, 109575)
"""Excel's own count of days: 1900 to 2199."""
_YEARS = range(1900, 2200)
"""A bare figure of these is a year somebody typed, not a day of 1905."""
_NO_DAY = re.compile(r"\d{4}(?:[-./年]\d{1,2})?[年月]?|(?:19|20)\d{2}(?:0[1-9]|1[0-2])")
_MOST_DIGITS = 15
"""A figure in a workbook keeps so many digits; what is longer has lost its end."""
_APOSTROPHES = "'‘’`"


def is_blank(value: Cell) -> bool:
    """Whether a cell says nothing: empty, or spaces only."""
    return value is None or (isinstance(value, str) and not value.strip())


def read_text(value: Cell, word: str) -> str:
    """A cell as text: half-width is left as typed, a whole figure loses its point, days read 2026-07-01; signs that
    nobody sees are taken away, or a name would not be found by what it looks like."""
    if value is None:
        return ""
    if isinstance(value, bool):
        raise RuleBroken(f"{word}请写文字，不要用TRUE或FALSE")
    if isinstance(value, datetime | date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    if isinstance(value, time | timedelta):
        raise RuleBroken(f"{word}这一格是时间，请把单元格设成文本后重新填写")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    text = str(value)
    return (text if text.isprintable() else "".join(filter(_is_seen, text))).strip()


def _is_seen(sign: str) -> bool:
    """Not one of the signs without a shape that come along when text is copied: U+200B, U+FEFF, U+0007."""
    return sign in "\t\r\n" or unicodedata.category(sign) not in ("Cf", "Cc")


def read_number(value: Cell, word: str) -> str:
    """A number that is a name, kept whole, without the apostrophe that some type to keep it so.

    A figure too long for the workbook to keep is refused.
    """
    if isinstance(value, float | int) and not isinstance(value, bool):
        if len(str(int(abs(value)))) > _MOST_DIGITS:
            raise RuleBroken(f"{word}的后几位已经丢失：请把这一列设成文本格式，再重新填写")
        if not float(value).is_integer():
            raise RuleBroken(f"{word}不应有小数点，请把这一列设成文本格式，再重新填写")
    if isinstance(value, date | datetime):
        raise RuleBroken(f"{word}这一格是日期，请把单元格设成文本后重新填写")
    return "".join(unicodedata.normalize("NFKC", read_text(value, word)).split()).lstrip(_APOSTROPHES)


def read_day(value: Cell, word: str) -> date | None:
    """A day: a real one, Excel's count of days, or 2026-07-01, 2026.7.1, 2026/7/1, 2026年7月1日, 20260701."""
    if is_blank(value):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float | int) and not isinstance(value, bool):
        text = str(int(value))
        if int(value) in _SERIALS and int(value) not in _YEARS:
            return _FIRST_SERIAL_DAY + timedelta(days=int(value))
    else:
        text = unicodedata.normalize("NFKC", read_text(value, word)).strip()
    found = _DAY.fullmatch(text.replace(" 年", "年")) or _PLAIN_DAY.fullmatch(text)
    try:
        return date(*(int(part) for part in found.groups())) if found else _not_a_day(text, word)
    except ValueError:
        raise RuleBroken(f"{word}“{text[:20]}”没有这一天，请核对") from None


def _not_a_day(text: str, word: str) -> date:
    if _NO_DAY.fullmatch(text):
        raise RuleBroken(
            f"{word}“{text}”没有写到日，请写成2026-07-01这样；查不到是哪一天的先留空，以后在档案里补"
        )
    raise RuleBroken(f"{word}“{text[:20]}”看不出是哪一天，请写成2026-07-01这样")
