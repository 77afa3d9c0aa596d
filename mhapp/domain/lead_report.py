"""What is reported of a lead: who, as far as it is known, what was seen, when and how; and what is refused of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from mhapp.domain.errors import RuleBroken
from mhapp.domain.identity_number import read_identity_number
from mhapp.domain.lead import (
    LeadSource,
    Wandering,
    check_found_on,
    check_questions,
    check_wandering,
)
from mhapp.domain.phone_number import read_phone
from mhapp.domain.registration import check_birth_date, name_as_kept

OLDEST = 120
SHORTEST_WORDS = 4


@dataclass(frozen=True)
class LeadReport:
    """A lead as somebody reports it. `answers`: codes of 表1 answered with yes; texts may be empty where not known."""

    source: LeadSource
    found_on: date
    how_found: str
    answers: tuple[str, ...]
    name: str = ""
    sex: str = "0"
    birth_date: date | None = None
    age_about: int | None = None
    identity_number: str = ""
    phone: str = ""
    address: str = ""
    place_found: str = ""
    wandering: Wandering | None = None


def check_report(report: LeadReport, *, today: date) -> LeadReport:
    """The report trimmed, its numbers in one spelling, sex and birth date from the number. Raises RuleBroken."""
    report = _trimmed(report)
    check_found_on(report.found_on, today)
    check_questions(report.answers)
    if len(report.how_found) < SHORTEST_WORDS:
        raise RuleBroken("请写清怎样发现的、看到了什么", "how_found")
    if not (report.name or report.address or report.place_found):
        raise RuleBroken("姓名、住址、发现地点至少填一项，别人才找得到他", "name")
    if report.age_about is not None and not 0 <= report.age_about <= OLDEST:
        raise RuleBroken(f"大约年龄请填0到{OLDEST}", "age_about")
    if report.birth_date:
        check_birth_date(report.birth_date, today)
    if report.wandering:
        check_wandering(report.wandering, today)
    if report.phone:
        report = replace(report, phone=read_phone(report.phone))
    return _with_number(report, today) if report.identity_number else report


def _with_number(report: LeadReport, today: date) -> LeadReport:
    number = read_identity_number(report.identity_number, today=today)
    if report.birth_date and report.birth_date != number.birth_date:
        raise RuleBroken("出生日期与身份证号码不符，请核对", "birth_date")
    if report.sex in ("1", "2") and report.sex != number.sex:
        raise RuleBroken("性别与身份证号码不符，请核对", "sex")
    check_birth_date(number.birth_date, today, "identity_number")
    return replace(report, identity_number=number.text, sex=number.sex, birth_date=number.birth_date)


def _trimmed(report: LeadReport) -> LeadReport:
    texts: dict[str, Any] = {
        name: value.strip() for name, value in vars(report).items() if type(value) is str
    }
    return replace(report, **texts | {"name": name_as_kept(report.name)})
