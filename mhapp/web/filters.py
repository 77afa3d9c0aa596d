"""Words for dates, numbers and ages on screen (look.md: 7月14日 without spaces)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from flask import Flask, current_app

from mhapp.clock import BEIJING, beijing_date, today
from mhapp.domain.demographics import SEX_LABELS
from mhapp.domain.guardianship import ABILITY_LABELS
from mhapp.domain.risk_level import RiskLevel, level_label
from mhapp.domain.visit_report import Manner

WEEKDAYS = "一二三四五六日"


def day(value: date | datetime | None) -> str:
    """7月14日, and with its year when that is not this one: 2025年9月16日 · nothing for None."""
    if value is None:
        return ""
    on = beijing_date(value) if isinstance(value, datetime) else value
    return f"{on.month}月{on.day}日" if on.year == today().year else full_day(on)


def full_day(value: date | datetime | None) -> str:
    """2026年7月14日"""
    if value is None:
        return ""
    on = beijing_date(value) if isinstance(value, datetime) else value
    return f"{on.year}年{on.month}月{on.day}日"


def weekday(value: date) -> str:
    """周二"""
    return f"周{WEEKDAYS[value.weekday()]}"


def clock_time(value: datetime) -> str:
    """10:42, Beijing time."""
    return value.astimezone(BEIJING).strftime("%H:%M")


def moment(value: datetime) -> str:
    """7月14日10:42, with the year as in `day`"""
    return f"{day(value)}{clock_time(value)}"


def points(value: Decimal | None) -> str:
    """48 or 48.5: no idle zeros."""
    return "" if value is None else f"{value.normalize():f}"


def level_word(level: RiskLevel | str | None) -> str:
    """红, or 待定级 for None; takes a code too."""
    return level_label(RiskLevel(level) if level else None)


def sex_word(code: str) -> str:
    """男"""
    return SEX_LABELS[code]


def manner_word(code: str) -> str:
    """上门"""
    return Manner(code).label


def ability_word(code: str) -> str:
    """监护有力"""
    return ABILITY_LABELS[code]


def edition_word(edition: str) -> str:
    """The name of an edition on screen: what came with the program by a Chinese one."""
    return edition.replace("sample-", "示例").replace("shipped-", "自带")


def tel(phone: str | None) -> str:
    """The address of a dial link; without a number in the invented county, where nobody may be called."""
    if not phone:
        return ""
    return "tel:" if current_app.config["DEMO"] else f"tel:{phone}"


def init_app(app: Flask) -> None:
    """Register the filters under their own names."""
    for filter_ in (
        day, full_day, weekday, clock_time, moment, points, level_word, sex_word, manner_word, ability_word,
        edition_word, tel,
    ):  # fmt: skip
        app.jinja_env.filters[filter_.__name__] = filter_
