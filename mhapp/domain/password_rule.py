"""Which passwords are taken: eight characters or more, and not one that everybody tries first."""

from __future__ import annotations

from collections.abc import Collection

from mhapp.domain.errors import RuleBroken

SHORTEST = 8
LONGEST = 128
"""Longer texts cost the server time and the person nothing but typing."""


def check_new_password(
    password: str, *, common: Collection[str], phone: str = "", field: str = "password"
) -> None:
    """Accept a new password or raise RuleBroken. `common` holds refused ones in lower case."""
    if len(password) < SHORTEST:
        raise RuleBroken(f"密码至少{SHORTEST}个字符，请再加长一些", field)
    if len(password) > LONGEST:
        raise RuleBroken(f"密码不超过{LONGEST}个字符，请缩短一些", field)
    if password.lower() in common:
        raise RuleBroken("这个密码太常见，容易被猜到，请换一个", field)
    if len(set(password)) < 3:
        raise RuleBroken("密码里重复的字符太多，请换一个", field)
    if phone and phone in password:
        raise RuleBroken("密码里不要用自己的手机号码，请换一个", field)
