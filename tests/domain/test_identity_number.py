"""The identity number: shape, date and check character, told in words (GB 11643)."""

from __future__ import annotations

from datetime import date

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.identity_number import make_identity_number, read_identity_number

TODAY = date(2026, 7, 14)


# Check characters worked out by hand: the weighted sum of the first seventeen digits modulo eleven.
@pytest.mark.parametrize(
    "number, born, sex",
    [
        ("11010519491231002X", date(1949, 12, 31), "2"),  # the example printed in the standard
        ("440524188001010014", date(1880, 1, 1), "1"),  # the standard's other example
        ("500199198001010019", date(1980, 1, 1), "1"),
        ("500199200002290024", date(2000, 2, 29), "2"),
    ],
)
def test_a_right_number_tells_birth_date_and_sex(number: str, born: date, sex: str) -> None:
    read = read_identity_number(number, today=TODAY)
    assert (read.text, read.birth_date, read.sex) == (number, born, sex)


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105\t19491231002X",
    ],
)
def test_small_x_spaces_and_full_width_signs_are_forgiven(typed: str) -> None:
    assert read_identity_number(typed, today=TODAY).text == "11010519491231002X"


@pytest.mark.parametrize(
    "typed, message",
    [
        ("", "现在是0位"),
        ("110105491231002", "15位的旧身份证号码"),
        ("11010519491231002XX", "现在是19位"),
        ("1101051949123100AX", "前17位是数字"),
        ("11010519491231002Y", "最后一位是数字或X"),
        ("X10105194912310021", "前17位是数字"),
        ("110105194913310026", "出生日期不存在"),
        ("500199190002290017", "出生日期不存在"),  # 1900 was no leap year
        ("110105194912310021", "最后一位与前17位不符"),
        ("110105194912310020", "最后一位与前17位不符"),
        ("110105194912310120", "最后一位与前17位不符"),
    ],
)
def test_a_wrong_number_says_where_to_look(typed: str, message: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        read_identity_number(typed, today=TODAY)
    assert message in broken.value.message
    assert broken.value.field == "identity_number"


def test_nobody_is_born_tomorrow_but_today_is_taken() -> None:
    born_today = make_identity_number("500199", date(2026, 7, 14), 1)
    born_tomorrow = make_identity_number("500199", date(2026, 7, 15), 1)
    assert read_identity_number(born_today, today=TODAY).birth_date == TODAY
    with pytest.raises(RuleBroken, match="在今天之后"):
        read_identity_number(born_tomorrow, today=TODAY)


def test_the_fault_is_blamed_on_the_field_that_holds_the_number() -> None:
    with pytest.raises(RuleBroken) as broken:
        read_identity_number("1", today=TODAY, field="guardian_identity_number")
    assert broken.value.field == "guardian_identity_number"
