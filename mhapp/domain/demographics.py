"""Sex as coded [N] and age, as every page and paper reads them."""

from __future__ import annotations

from datetime import date

SEX_LABELS = {"0": "性别未知", "1": "男", "2": "女", "9": "性别未说明"}
"""GB/T 2261.1."""


def age_on(birth_date: date | None, on: date) -> int | None:
    """Full years on a day; None without a birth date. Somebody born on 29 February turns on 1 March."""
    if birth_date is None:
        return None
    had_birthday = (on.month, on.day) >= (birth_date.month, birth_date.day)
    return on.year - birth_date.year - (0 if had_birthday else 1)
