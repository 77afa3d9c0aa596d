"""Changing one's own password."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mhapp.models import Account
from tests.factories.people import PASSWORD, an_account
from tests.fixtures.web import Opened, PageClient

SignedIn = Callable[[Account], PageClient]
NEW = "Eight-or-more-2"


def send(
    browser: PageClient, current: str = PASSWORD, new: str = NEW, again: str | None = None, status: int = 303
) -> Opened:
    """Fill in the form and send it."""
    page = browser.get("/own/password")
    fields = {"current": current, "password": new, "again": new if again is None else again}
    return browser.submit(page, fields, action="/own/password", status=status)


def test_the_new_password_works_and_the_old_one_no_longer(signed_in: SignedIn, client: PageClient) -> None:
    account = an_account(phone="13900009921")
    send(signed_in(account))
    client.submit(client.get("/sign-in"), {"phone": "13900009921", "password": PASSWORD}, status=422)
    client.submit(client.get("/sign-in"), {"phone": "13900009921", "password": NEW}, status=303)


def test_other_browsers_of_the_account_are_signed_out(signed_in: SignedIn) -> None:
    account = an_account()
    here, elsewhere = signed_in(account), signed_in(account)
    send(here)
    here.get("/own")
    elsewhere.get("/own", status=401)


@pytest.mark.parametrize(
    ("current", "new", "again", "words"),
    [
        ("not-my-password", NEW, NEW, "现在的密码不对"),
        (PASSWORD, "short-7", "short-7", "至少8个字符"),
        (PASSWORD, "password123", "password123", "太常见"),
        (PASSWORD, NEW, "Eight-or-more-3", "两次填的新密码不一样"),
        (PASSWORD, PASSWORD, PASSWORD, "和现在的一样"),
        (PASSWORD, "", "", "请填写新密码"),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_words(
    signed_in: SignedIn, current: str, new: str, again: str, words: str
) -> None:
    browser = signed_in(an_account())
    assert words in send(browser, current, new, again, status=422).text


def test_guessing_the_present_password_pauses_as_at_sign_in(signed_in: SignedIn) -> None:
    browser = signed_in(an_account())
    for _ in range(10):
        assert "现在的密码不对" in send(browser, "not-my-password", status=422).text
    assert "请15分钟后再试" in send(browser, status=422).text


def test_a_form_that_reached_us_twice_changes_the_password_once(signed_in: SignedIn) -> None:
    browser = signed_in(an_account())
    page = browser.get("/own/password")
    fields = {"current": PASSWORD, "password": NEW, "again": NEW}
    first = browser.submit(page, fields, action="/own/password")
    second = browser.submit(page, fields, action="/own/password")
    assert first.location == second.location == "/own"


def test_a_password_somebody_else_set_is_changed_before_anything_else(signed_in: SignedIn) -> None:
    account = an_account()
    account.must_change_password = True
    browser = signed_in(account)
    assert browser.get("/own", status=303).location == "/own/password"
    send(browser)
    browser.get("/own", status=200)
