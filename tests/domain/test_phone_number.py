"""The mobile number people sign in with."""

from __future__ import annotations

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.phone_number import read_mobile


@pytest.mark.parametrize("typed", ["13900000101", "139 0000 0101", "139-0000-0101", "１３９０００００１０１"])
def test_spaces_dashes_and_full_width_digits_are_forgiven(typed: str) -> None:
    assert read_mobile(typed) == "13900000101"


@pytest.mark.parametrize("typed", ["", "1390000010", "139000001011", "23900000101", "abc", "00013900000"])
def test_anything_but_eleven_digits_from_one_is_asked_for_again(typed: str) -> None:
    with pytest.raises(RuleBroken, match="11位手机号码") as broken:
        read_mobile(typed)
    assert broken.value.field == "phone"
