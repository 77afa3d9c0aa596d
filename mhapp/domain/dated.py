"""Days known to the year, the month or the day (精确到年、月、日) [N 表7]: written 2019, 2019-05 or 2019-05-01."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from mhapp.domain.errors import RuleBroken

EARLIEST_YEAR = 1900
"""A year before it is a slip of the pen."""
_PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHAPE = re.compile(r"(\d{4})(?:[-./年]\s*(\d{1,2})(?:[-./月]\s*(\d{1,2}))?)?[月日]?")


@dataclass(frozen=True)
class Dated:
    """A year with, if known, its month and day."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def first(self) -> date:
        """The first day it may have been."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The last day it may have been."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    @property
    def text(self) -> str:
        """As stored: 2019, 2019-05 or 2019-05-01."""
        parts = [f"{self.year:04d}"] + [f"{part:02d}" for part in (self.month, self.day) if part]
        return "-".join(parts)

    @property
    def words(self) -> str:
        """As read: 2019年, 2019年5月, 2019年5月1日."""
        month = f"{self.month}月" if self.month else ""
        return f"{self.year}年{month}{f'{self.day}日' if self.day else ''}"


def day_in_words(day: date) -> str:
    """2019年5月1日, for messages."""
    return Dated(day.year, day.month, day.day).words


def dated_words(kept: str) -> str:
    """2019-05 as people read it: 2019年5月. What is no day at all is left as it is."""
    found = _read(kept)
    return Dated(*(int(part) if part else None for part in found.groups())).words if found else kept  # type: ignore[arg-type]


def read_day(typed: str) -> date:
    """A whole day as people write it: 1964-05-01, 1964-5-1, 1964/5/1, 1964.5.1, 1964年5月1日, 19640501.

    Raises ValueError with what to do, to be read on after the field's label.
    """
    found = _read(typed)
    if found is None or found[3] is None:
        raise ValueError("请按2026-07-14这样填写")
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        raise ValueError("：没有这个日期，请核对") from None


def _read(typed: str) -> re.Match[str] | None:
    text = unicodedata.normalize("NFKC", typed).strip()
    return _PLAIN.fullmatch(text) or _SHAPE.fullmatch(text)


def read_dated(typed: str, *, label: str, field: str, today: date, whole: bool = False) -> Dated:
    """Read what somebody typed. `whole`: the day has to be known. Raises RuleBroken blamed on `field`."""
    found = _read(typed)
    if found is None:
        raise RuleBroken(f"{label}请按2019、2019-05或2019-05-01这样填写", field)
    dated = Dated(*(int(part) if part else None for part in found.groups()))  # type: ignore[arg-type]
    if whole and dated.day is None:
        raise RuleBroken(f"{label}请填写到日，如2019-05-01", field)
    try:
        first = dated.first
    except ValueError:
        raise RuleBroken(f"{label}：没有这个日期，请核对", field) from None
    if first > today:
        raise RuleBroken(f"{label}不能晚于今天", field)
    if first.year < EARLIEST_YEAR:
        raise RuleBroken(f"{label}里的年份请核对", field)
    return dated
