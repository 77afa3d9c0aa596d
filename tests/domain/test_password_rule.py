"""Which passwords are taken."""

from __future__ import annotations

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.password_rule import check_new_password

COMMON = {"password1", "qwertyui", "zxcvbnm,."}


@pytest.mark.parametrize(
    "password", ["abcdefg8", "ab cd ef", "密码要八个字以上啊", "Demo-county-2026", "xy9" * 42]
)
def test_eight_characters_of_any_kind_are_enough(password: str) -> None:
    check_new_password(password, common=COMMON, phone="13900000101")


@pytest.mark.parametrize(
    "password, message",
    [
        ("", "至少8个字符"),
        ("abcdef7", "至少8个字符"),
        ("xy9" * 43, "不超过128个字符"),
        ("password1", "太常见"),
        ("PASSWORD1", "太常见"),
        ("zzzzzzzz", "重复的字符太多"),
        ("ababababab", "重复的字符太多"),
        ("a13900000101", "手机号码"),
    ],
)
def test_short_common_and_self_telling_ones_are_refused(password: str, message: str) -> None:
    with pytest.raises(RuleBroken, match=message) as broken:
        check_new_password(password, common=COMMON, phone="13900000101")
    assert broken.value.field == "password"
