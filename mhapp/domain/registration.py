"""Registering a person (建档): what is asked, what a checked identity number says by itself, and what is refused.

A psychiatrist's diagnosis or a hospital's confirmed report card makes a patient, never a suspicion (domain §4).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from mhapp.domain.dated import EARLIEST_YEAR
from mhapp.domain.diagnosis import DIAGNOSES
from mhapp.domain.errors import RuleBroken
from mhapp.domain.identity_number import IdentityNumber, read_identity_number
from mhapp.domain.phone_number import read_phone

UNKNOWN_SEX = "0"
SEXES = frozenset({"0", "1", "2", "9"})
LONGEST = {
    "name": 40, "no_identity_reason": 60, "address": 200, "group_label": 20, "diagnosed_at": 60,
    "management_number": 20, "display_number": 20, "guardian_name": 40, "guardian_relation": 20,
    "guardian_address": 200, "lives_here_proof": 100,
}  # fmt: skip
"""Signs, by field: what its column holds."""
WORDS = {
    "name": "姓名", "no_identity_reason": "没有身份证号码的原因", "address": "现住址", "group_label": "组别",
    "diagnosed_at": "确诊医院", "management_number": "管理编号", "display_number": "名册序号",
    "guardian_name": "监护人姓名", "guardian_relation": "监护人与患者的关系", "guardian_address": "监护人住址",
    "lives_here_proof": "居住证明", "birth_date": "出生日期", "diagnosed_on": "确诊日期",
    "confirmed_on": "登记日期", "lives_here_since": "居住起始日",
}  # fmt: skip
"""Fields in words, for messages."""


@dataclass(frozen=True)
class NewPerson:
    """What is known of somebody on the day they are registered.

    `identity_number` is as typed; without one, `no_identity_reason` says why. `sex` (GB/T 2261.1) and `birth_date`
    may be left out where the number says them. `confirmed_on`: the day of registration, from which the first
    visit and the first determination are counted. `management_number`: the permanent one a paper file already
    has; without it the next of the village is given. `not_the_same`: why a person of the same name and birth date
    elsewhere in the county is somebody else.
    """

    name: str
    confirmed_on: date
    sex: str | None = None
    birth_date: date | None = None
    identity_number: str | None = None
    no_identity_reason: str = ""
    phone: str = ""
    address: str = ""
    group_label: str = ""
    diagnosis_code: str | None = None
    diagnosed_on: date | None = None
    diagnosed_at: str = ""
    guardian_name: str = ""
    guardian_relation: str = ""
    guardian_phone: str = ""
    guardian_address: str = ""
    management_number: str = ""
    display_number: str = ""
    lives_here_since: date | None = None
    lives_here_proof: str = ""
    not_the_same: str = ""


def check_new_person(facts: NewPerson, *, today: date) -> NewPerson:
    """The same facts trimmed, with numbers in one spelling, sex and birth date filled in from the number.

    Raises RuleBroken at the first field that has to be mended.
    """
    person, broken = look_over(facts, today=today)
    if broken:
        raise broken[0]
    return person


def look_over(facts: NewPerson, *, today: date) -> tuple[NewPerson, list[RuleBroken]]:
    """The facts as `check_new_person` gives them, and everything that has to be mended first: what an import's
    preview asks of each row."""
    return _checked(facts, today)


_NAME_DOTS = str.maketrans(dict.fromkeys("•‧∙⋅・･●．.", "·"))
"""What keyboards and workbooks give for the dot between the parts of a name, 间隔号 U+00B7."""


def name_as_kept(typed: str) -> str:
    """A name in one spelling: 于 示范 is 于示范, 阿依•示例 is 阿依·示例; John Smith keeps his space."""
    if any(sign >= "\u4e00" for sign in typed):
        return "".join(typed.split()).translate(_NAME_DOTS)
    return typed.strip()


def check_birth_date(born: date, today: date, field: str = "birth_date") -> None:
    """Raises RuleBroken for a day that has not come, and for one nobody alive was born on."""
    if born > today:
        raise RuleBroken("出生日期在今天之后，请核对", field)
    if born.year < EARLIEST_YEAR:
        raise RuleBroken(f"出生日期里的年份请核对，应在{EARLIEST_YEAR}年以后", field)


def derive_from_number(
    number: IdentityNumber, *, sex: str | None, birth_date: date | None
) -> tuple[str, date]:
    """(sex, birth date) as the number says them. Raises RuleBroken where what was entered says something else."""
    if sex in {"1", "2"} and sex != number.sex:
        raise RuleBroken("性别与身份证号码第17位不符，请核对", "sex")
    if birth_date is not None and birth_date != number.birth_date:
        raise RuleBroken(
            f"出生日期与身份证号码不符：号码里是{number.birth_date.isoformat()}，请核对", "birth_date"
        )
    return number.sex, number.birth_date


def _checked(facts: NewPerson, today: date) -> tuple[NewPerson, list[RuleBroken]]:
    person, broken = _trimmed(facts), []
    checks: tuple[Callable[[NewPerson, date], NewPerson], ...] = (
        _name, _lengths, _identity, _phones, _diagnosis, _guardian, _days,
    )  # fmt: skip
    for check in checks:
        try:
            person = check(person, today)
        except RuleBroken as error:
            broken.append(error)
    return person, broken


def _with(person: NewPerson, **found: Any) -> NewPerson:
    """The person with what was found out; the same one where it says nothing new, as of thousands looked over again."""
    said = vars(person)
    return person if all(said[name] == value for name, value in found.items()) else replace(person, **found)


def _trimmed(facts: NewPerson) -> NewPerson:
    texts: dict[str, Any] = {
        name: value.strip() for name, value in vars(facts).items() if isinstance(value, str)
    }
    return _with(facts, **texts)


def _name(person: NewPerson, today: date) -> NewPerson:
    name = name_as_kept(person.name)
    if not name:
        raise RuleBroken("请填写姓名", "name")
    return _with(person, name=name)


def _lengths(person: NewPerson, today: date) -> NewPerson:
    for field, most in LONGEST.items():
        if len(getattr(person, field)) > most:
            raise RuleBroken(f"{WORDS[field]}最多{most}个字", field)
    return person


def _identity(person: NewPerson, today: date) -> NewPerson:
    if person.sex is not None and person.sex not in SEXES:
        raise RuleBroken("性别请填写男或女", "sex")
    if not person.identity_number:
        if not person.no_identity_reason:
            raise RuleBroken("请填写身份证号码；没有的，请填写没有的原因", "identity_number")
        return _with(person, identity_number=None, sex=person.sex or UNKNOWN_SEX)
    number = read_identity_number(person.identity_number, today=today)
    sex, born = derive_from_number(number, sex=person.sex, birth_date=person.birth_date)
    return _with(person, identity_number=number.text, sex=sex, birth_date=born, no_identity_reason="")


def _phones(person: NewPerson, today: date) -> NewPerson:
    spelt: dict[str, Any] = {
        field: read_phone(getattr(person, field), field=field)
        for field in ("phone", "guardian_phone")
        if getattr(person, field)
    }
    return _with(person, **spelt)


def _diagnosis(person: NewPerson, today: date) -> NewPerson:
    if not person.diagnosis_code:
        raise RuleBroken("请选择诊断", "diagnosis_code")
    if person.diagnosis_code not in DIAGNOSES:
        raise RuleBroken("诊断请从六种严重精神障碍里选一种", "diagnosis_code")
    return person


def _guardian(person: NewPerson, today: date) -> NewPerson:
    if person.guardian_name and not person.guardian_relation:
        raise RuleBroken("请填写监护人与患者的关系，例如父亲、妻子、村民委员会", "guardian_relation")
    if not person.guardian_name and (person.guardian_phone or person.guardian_relation):
        raise RuleBroken("请填写监护人姓名", "guardian_name")
    return person


def _days(person: NewPerson, today: date) -> NewPerson:
    if person.birth_date is not None:
        told = person.identity_number and f"{person.birth_date:%Y%m%d}" in person.identity_number
        check_birth_date(person.birth_date, today, "identity_number" if told else "birth_date")
    for field in ("diagnosed_on", "confirmed_on", "lives_here_since"):
        day = getattr(person, field)
        if day is not None and day > today:
            raise RuleBroken(f"{WORDS[field]}不能晚于今天", field)
        if day is not None and person.birth_date is not None and day < person.birth_date:
            raise RuleBroken(f"{WORDS[field]}不能早于出生日期", field)
    if person.diagnosed_on is not None and person.diagnosed_on > person.confirmed_on:
        raise RuleBroken("确诊日期不能晚于登记日期", "diagnosed_on")
    return person


def management_number(village_code: str, year: int, serial: int) -> str:
    """The permanent number: village code, two digits of the year, a serial of the village and year without gaps [A]."""
    return f"{village_code}{year % 100:02d}{serial:04d}"
